import type { JsonValue } from '../json.ts'

/** Bodies share their parts (see `readDelta`), so a shared part is printed once. */
const printed = new WeakMap<object, string>()

/**
 * Checks that a value prints, compactly, as this very text. It compares piece by piece: a conversation that is sent
 * again with every turn is neither parsed nor printed again.
 */
export function printsAs(value: JsonValue, text: string): boolean {
  try {
    return readPiece(value, text, 0, 0) === text.length
  } catch {
    // Nested deeper than the engine prints: left to those who compare by value.
    return false
  }
}

/** Messages stand in a list in the body: down to there the value is walked. */
const WALKED = 2

/** Where in the text the value printed from `at` on ends; -1 where the text differs. */
function readPiece(value: JsonValue, text: string, at: number, depth: number): number {
  if (typeof value !== 'object' || value === null) return skip(JSON.stringify(value), text, at)
  if (depth === WALKED) return skip(print(value), text, at)
  const isList = Array.isArray(value)
  let end = skip(isList ? '[' : '{', text, at)
  let isFirst = true
  for (const key of Object.keys(value)) {
    if (!isFirst) end = skip(',', text, end)
    isFirst = false
    if (!isList) end = skip(`${JSON.stringify(key)}:`, text, end)
    if (end < 0) return -1
    end = readPiece((value as Record<string, JsonValue>)[key]!, text, end, depth + 1)
  }
  return skip(isList ? ']' : '}', text, end)
}

/** @note Not `startsWith`: V8 compares the characters of a slice by the word, and those of a prefix one by one. */
function skip(piece: string, text: string, at: number): number {
  const end = at + piece.length
  return at >= 0 && text.slice(at, end) === piece ? end : -1
}

function print(value: object): string {
  const known = printed.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  printed.set(value, text)
  return text
}
