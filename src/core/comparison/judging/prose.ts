import { isJsonObject, parseJson, type JsonValue } from '../../json.ts'

/** Fewer words are a name, a state or an id: data. */
const MIN_WORDS = 4

/**
 * Checks that two values differ in their prose alone. Prose is a text of four words and more on both sides that holds
 * the same numbers; every other text, like a number, a key or how many elements there are, is data.
 */
export function isOnlyReworded(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  isNoise: (a: JsonValue, b: JsonValue) => boolean = () => false,
): boolean {
  const stack: Array<JsonValue | undefined> = [before, now]
  while (stack.length > 0) {
    const b = stack.pop()
    const a = stack.pop()
    if (a === b) continue
    if (typeof a === 'string' && typeof b === 'string') {
      const [left, right] = [parsePrinted(a), parsePrinted(b)]
      if (left !== undefined && right !== undefined) stack.push(left, right)
      else if (!isSameProse(a, b) && !isNoise(a, b)) return false
    } else if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false
      for (const [at, part] of a.entries()) stack.push(part, b[at])
    } else if (isJsonObject(a) && isJsonObject(b)) {
      const keys = Object.keys(a)
      if (keys.length !== Object.keys(b).length) return false
      for (const key of keys) {
        if (!Object.hasOwn(b, key)) return false
        stack.push(a[key], b[key])
      }
    } else if (a === undefined || b === undefined || !isNoise(a, b)) return false
  }
  return true
}

/** A text may be printed JSON, with data in it. */
function parsePrinted(text: string): JsonValue | undefined {
  return /^\s*[[{]/.test(text) ? parseJson(text) : undefined
}

function isSameProse(a: string, b: string): boolean {
  return isProse(a) && isProse(b) && numbersIn(a) === numbersIn(b)
}

function isProse(text: string): boolean {
  return (text.match(/\p{L}[\p{L}\p{M}'’-]*/gu)?.length ?? 0) >= MIN_WORDS && /\s/.test(text)
}

/** Every number and every name with a digit in it, such as an order's, in order. */
function numbersIn(text: string): string {
  return (text.match(/[\p{L}\p{N}_#-]*\p{N}[\p{L}\p{N}_-]*(?:[.,:]\p{N}+)*/gu) ?? [])
    .sort()
    .join(' ')
}
