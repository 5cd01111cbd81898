import { isSdkDrift } from './sdk-drift.ts'
import type { RequestChange } from '../differences/request-difference.ts'
import type { Cause, Divergence } from '../schema.ts'
import type { Surroundings } from '../sides.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'

const FROM_RESOURCE = new Set<Cause>(['system_prompt', 'prompt', 'tool_schema', 'model_parameters'])

/** Refines a first cause that a change outside of the run explains: a resource, an upgraded SDK. */
export function attribute(
  divergence: Divergence,
  changes: readonly RequestChange[],
  { changedResources, upgrades }: Surroundings,
): Divergence {
  if (divergence.kind !== 'input_mismatch') return divergence
  const resource = FROM_RESOURCE.has(divergence.cause)
    ? changedResources.find(({ value }) => changes.some((change) => holds(change, value)))
    : undefined
  if (resource) return { ...divergence, cause: 'resource', note: resource.name }
  if (upgrades.length > 0 && isSdkDrift(changes))
    return { ...divergence, cause: 'sdk_drift', note: upgrades.join(', ') }
  return divergence
}

/** Shorter texts occur anywhere. */
const MIN_TEXT = 4

/** Returns `true` if the replayed side of a change is or contains a value. */
function holds({ differences }: RequestChange, value: JsonValue): boolean {
  return differences.some(({ replayed }) => replayed !== undefined && contains(replayed, value))
}

function contains(place: JsonValue, value: JsonValue): boolean {
  if (jsonEqual(place, value)) return true
  if (typeof place === 'string')
    return typeof value === 'string' && value.length >= MIN_TEXT && place.includes(value)
  if (typeof place !== 'object' || place === null) return false
  return Object.values(place).some((part) => contains(part as JsonValue, value))
}
