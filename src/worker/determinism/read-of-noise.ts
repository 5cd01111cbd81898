import type { Change } from '../../core/analysis/determinism/compare-replays.ts'
import type { Attributed } from '../../core/analysis/determinism/describe-finding.ts'
import type { JsonValue } from '../../core/json.ts'
import type { EnvironmentRead } from '../environment/read-ledger.ts'

/**
 * The read whose value stands in what differs by itself: the one of a replay on one side, the one of another on the other. For
 * values that are drawn by the system and cannot be given back (the name of a temporary folder).
 */
export function readOfNoise(
  { differences }: Change,
  before: readonly EnvironmentRead[],
  now: readonly EnvironmentRead[],
): Attributed['read'] {
  for (const { recorded, replayed } of differences) {
    const [left, right] = [textOf(recorded), textOf(replayed)]
    const read = before.find(({ value }) => value !== undefined && left.includes(value))
    if (read && now.some((other) => isSamePlace(read, other) && right.includes(other.value!)))
      return { api: read.how, source: read.source }
  }
  return null
}

function isSamePlace(read: EnvironmentRead, other: EnvironmentRead): boolean {
  const [a, b] = [read.source, other.source]
  return other.value !== undefined && a?.file === b?.file && a?.line === b?.line
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value)
}
