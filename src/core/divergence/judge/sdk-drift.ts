import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'
import type { PathDifference } from '../differences/json-paths.ts'
import type { RequestChange } from '../differences/request-difference.ts'

/** Fields that a user sets; the layout around them is the SDK's. */
const USERS =
  /[._](model|temperature|top_?[pk]|n|seed|stop(_sequences)?|max_?\w*tokens|\w*_penalty|response_format|responseSchema|tool_choice|system|instructions|reasoning\w*|thinking\w*|content|text|name|description|prompt|metadata|user)$/i

/**
 * Recognises requests that differ only in their layout, as an upgrade of an SDK changes it: neutral
 * fields added or left out, fields renamed, a text that became a list of parts.
 */
export function isSdkDrift(changes: readonly RequestChange[]): boolean {
  const differences = changes.flatMap((change) => change.differences)
  return (
    differences.length > 0 &&
    differences.every((difference) => isLayout(difference, differences)) &&
    !changes.some((change) => change.moved)
  )
}

function isLayout(difference: PathDifference, all: readonly PathDifference[]): boolean {
  const { path, recorded, replayed } = difference
  if (recorded !== undefined && replayed !== undefined)
    return path !== 'method' && path !== 'url' && isSameText(recorded, replayed)
  if (!path.startsWith('$.') || path.endsWith(']')) return false
  const value = recorded ?? replayed!
  const isRenamed = all.some(
    (other) =>
      other !== difference &&
      (recorded === undefined ? other.replayed === undefined : other.recorded === undefined) &&
      jsonEqual(other.recorded ?? other.replayed!, value),
  )
  return isRenamed || (!USERS.test(path) && isSetting(value))
}

/** A value that an SDK fills in by itself: a switch, a short word or nothing. */
function isSetting(value: JsonValue): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return /^[\w.-]{0,30}$/.test(value)
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) && Object.values(value).every(isSetting)
}

/** Returns `true` for two values with the same texts in the same order, packed differently. */
function isSameText(recorded: JsonValue, replayed: JsonValue): boolean {
  if (typeof recorded !== 'object' && typeof replayed !== 'object') return false
  return textsOf(recorded).join('\n') === textsOf(replayed).join('\n')
}

function textsOf(value: JsonValue): string[] {
  if (value === null || typeof value === 'boolean') return []
  if (typeof value !== 'object') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return Object.entries(value).flatMap(([key, part]) => (key === 'type' ? [] : textsOf(part)))
}
