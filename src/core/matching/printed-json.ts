import type { JsonValue } from '../json.ts'
import { printPart, skipPiece } from '../cassette/printed-part.ts'

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
  if (typeof value !== 'object' || value === null) return skipPiece(JSON.stringify(value), text, at)
  if (depth === WALKED) return skipPiece(printPart(value), text, at)
  const isList = Array.isArray(value)
  let end = skipPiece(isList ? '[' : '{', text, at)
  let isFirst = true
  for (const key of Object.keys(value)) {
    if (!isFirst) end = skipPiece(',', text, end)
    isFirst = false
    if (!isList) end = skipPiece(`${JSON.stringify(key)}:`, text, end)
    if (end < 0) return -1
    end = readPiece((value as Record<string, JsonValue>)[key]!, text, end, depth + 1)
  }
  return skipPiece(isList ? ']' : '}', text, end)
}
