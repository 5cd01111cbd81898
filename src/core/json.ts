/** Any value that JSON can hold. */
export type JsonValue =
  null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue }

/** Narrows a value to an object that is neither `null` nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A copy of an object with other fields.
 *
 * @note `defineProperty`, because a key may be `__proto__`.
 */
export function mapObject(
  value: JsonObject,
  map: (field: JsonValue, key: string) => JsonValue,
): JsonObject {
  const mapped: JsonObject = {}
  for (const key of Object.keys(value)) {
    const field = map(value[key]!, key)
    if (key === '__proto__') {
      Object.defineProperty(mapped, key, {
        value: field,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    } else {
      mapped[key] = field
    }
  }
  return mapped
}

/** Parses JSON text; `undefined` where the text is not JSON. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/**
 * Compares two JSON values for equality, ignoring the order of keys.
 *
 * @note The walk keeps its own stack: a body may be nested deeper than the call stack.
 */
export function jsonEqual(left: JsonValue, right: JsonValue): boolean {
  const stack: Array<JsonValue> = [left, right]
  while (stack.length > 0) {
    const b = stack.pop()!
    const a = stack.pop()!
    if (a === b) continue
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false
      for (let i = a.length - 1; i >= 0; i--) stack.push(a[i]!, b[i]!)
      continue
    }
    if (Array.isArray(b)) return false
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false
      stack.push(a[key]!, b[key]!)
    }
  }
  return true
}

/** Deeper than any real body; beyond it, engines fail to print what they can parse. */
export const MAX_JSON_DEPTH = 1000

/** Returns `true` if a JSON text is nested deeper than a limit. The text has to be valid JSON. */
export function isTooDeep(text: string, limit = MAX_JSON_DEPTH): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** The place of the quote that ends a string of a JSON text. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}
