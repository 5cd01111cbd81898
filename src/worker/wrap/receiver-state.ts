import { shortHash } from '../../core/cassette/cassette-path.ts'
import { stableJson } from '../../core/stable-json.ts'
import type { JsonValue } from '../../core/json.ts'
import { mayBeCredential } from '../../core/redaction/credential-names.ts'
import type { Redactor } from '../../core/redaction/index.ts'

const MOST_FIELDS = 50
const MOST_PARTS = 100
const LONGEST = 10_000
/** Too short to say what the value is. */
const DIGITS = 4
/** A server of the test has another port each time. */
const LOOPBACK_PORT = /((?:127\.0\.0\.1|localhost|\[::1\]):)\d+/g

/**
 * The object that a method is called on, by the fields that are plain data: a short hash of each. Nothing of those that may
 * hold a secret, and of those that a variable of the environment holds; getters are not called.
 */
export function receiverState(
  receiver: object,
  redactor: Pick<Redactor, 'text'>,
): Record<string, string> | undefined {
  const state: Array<[string, string]> = []
  for (const key of Object.keys(receiver)) {
    if (state.length >= MOST_FIELDS) break
    const field = Object.getOwnPropertyDescriptor(receiver, key)
    if (!field || !('value' in field) || mayBeCredential(key)) continue
    const text = plainText(field.value)
    if (text === undefined || isOfEnvironment(field.value) || redactor.text(text) !== text) continue
    state.push([key, shortHash(text.replace(LOOPBACK_PORT, '$1')).slice(0, DIGITS)])
  }
  return state.length === 0 ? undefined : Object.fromEntries(state)
}

/** Prints plain data that is small; `undefined` for all else, such as a client or a cache. */
function plainText(value: unknown): string | undefined {
  let parts = 0
  let size = 0
  const isPlain = (part: unknown): boolean => {
    if (++parts > MOST_PARTS) return false
    if (part === null || typeof part === 'boolean') return true
    if (typeof part === 'number') return Number.isFinite(part)
    if (typeof part === 'string') return (size += part.length) <= LONGEST
    if (Array.isArray(part)) return part.every(isPlain)
    if (typeof part !== 'object') return false
    const kind: unknown = Object.getPrototypeOf(part)
    if (kind !== Object.prototype && kind !== null) return false
    return Object.values(Object.getOwnPropertyDescriptors(part)).every(
      (own) => 'value' in own && isPlain(own.value),
    )
  }
  return isPlain(value) ? stableJson(value as JsonValue) : undefined
}

function isOfEnvironment(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && Object.values(process.env).includes(value)
}
