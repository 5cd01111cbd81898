import { endOfString, type JsonValue } from '../json.ts'

/**
 * Checks that an object in a JSON text has a key twice, of which parsing keeps the last.
 *
 * @param json What the text was parsed to.
 * @example
 * hasRepeatedKey('{"a":1,"a":2}', { a: 2 }) // true
 */
export function hasRepeatedKey(text: string, json: JsonValue): boolean {
  return countKeysIn(text) > countKeysOf(json)
}

/** @note A string before a colon is a key: the rest of the text need not be read. */
function countKeysIn(text: string): number {
  let count = 0
  let start = text.indexOf('"')
  while (start >= 0) {
    let next = endOfString(text, start) + 1
    while (isSpace(text.charCodeAt(next))) next++
    if (text[next] === ':') count++
    start = text.indexOf('"', next)
  }
  return count
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function countKeysOf(json: JsonValue): number {
  let count = 0
  const stack: JsonValue[] = [json]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (typeof node !== 'object' || node === null) continue
    const values = Object.values(node)
    if (!Array.isArray(node)) count += values.length
    for (const value of values)
      if (typeof value === 'object' && value !== null) stack.push(value as JsonValue)
  }
  return count
}

/**
 * Checks that a JSON text holds `-0`, which is equal to `0` once it is parsed.
 *
 * @param json What the text was parsed to.
 */
export function hasNegativeZero(text: string, json: JsonValue): boolean {
  if (!/[[:,\s]-0(?![1-9])/.test(text)) return false
  const stack: JsonValue[] = [json]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (Object.is(node, -0)) return true
    if (typeof node === 'object' && node !== null)
      for (const part of Object.values(node)) stack.push(part)
  }
  return false
}
