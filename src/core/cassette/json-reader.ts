import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { printsEqual } from './delta.ts'
import { readExactJson } from './layout.ts'
import { printPart, skipPiece } from './printed-part.ts'
import type { Layout } from './schema.ts'

/** Shorter texts are parsed as fast as they are compared. */
const WORTH_COMPARING = 4096
/** The number of earlier bodies that are compared: enough for interleaved conversations. */
const CANDIDATES = 4

/** The beginning of a text that an earlier body prints as well. */
interface Beginning {
  /** The fields that are the same. */
  head: JsonObject
  /** The list in which the texts part, with the elements that are the same. */
  list: { key: string; kept: JsonValue[] } | null
  end: number
}

/**
 * Reads the bodies of one run. A chat request repeats the conversation: what an earlier body begins with is compared with its
 * print, and shared with it. Only the rest is parsed.
 */
export class JsonReader {
  #earlier: JsonObject[] = []

  /** Parses JSON text as `readExactJson` does. */
  read(text: string): { json: JsonValue; layout?: Layout } | undefined {
    if (text.length < WORTH_COMPARING) return readExactJson(text)
    const json = this.#continue(text)
    const exact = json ? { json } : readExactJson(text)
    if (exact && !('layout' in exact) && isJsonObject(exact.json)) this.#remember(exact.json)
    return exact
  }

  #continue(text: string): JsonObject | undefined {
    let best: { base: JsonObject; beginning: Beginning } | undefined
    for (const base of this.#earlier) {
      const beginning = findBeginning(base, text)
      if (beginning && beginning.end > (best?.beginning.end ?? 0)) best = { base, beginning }
    }
    return best && readRest(best.base, best.beginning, text)
  }

  #remember(json: JsonObject): void {
    const others = this.#earlier.filter((one) => one !== json)
    this.#earlier = [json, ...others].slice(0, CANDIDATES)
  }
}

/** @note Keys that are numbers come first in an object, wherever they stand in the text; `__proto__` is no plain key. */
const ODD_KEY = /^\d|^__proto__$/

function findBeginning(base: JsonObject, text: string): Beginning | undefined {
  const head: JsonObject = {}
  let end = skipPiece('{', text, 0)
  for (const [key, value] of Object.entries(base)) {
    if (ODD_KEY.test(key)) return undefined
    const comma = end === 1 ? '' : ','
    const start = skipPiece(`${comma}${JSON.stringify(key)}:`, text, end)
    if (start < 0) break
    const same = skipValue(value, text, start)
    if (same.isWhole) head[key] = value
    else if (same.kept.length > 0) return { head, list: { key, kept: same.kept }, end: same.end }
    else break
    end = same.end
  }
  return end > 1 ? { head, list: null, end } : undefined
}

interface Same {
  isWhole: boolean
  /** The elements that are the same, of a list that is not as a whole. */
  kept: JsonValue[]
  end: number
}

/** @note A conversation's list is another one with every turn: its elements are printed, never the whole of it. */
function skipValue(value: JsonValue, text: string, start: number): Same {
  if (!Array.isArray(value)) {
    const end = skipPiece(print(value), text, start)
    return { isWhole: end >= 0, kept: [], end }
  }
  let end = skipPiece('[', text, start)
  for (const [count, element] of value.entries()) {
    const next = skipPiece(print(element), text, count === 0 ? end : skipPiece(',', text, end))
    // A number may go on where its print ends.
    if (next < 0 || !isEnd(text.charCodeAt(next)))
      return { isWhole: false, kept: value.slice(0, count), end }
    end = next
  }
  const whole = skipPiece(']', text, end)
  return { isWhole: whole >= 0, kept: value, end: whole >= 0 ? whole : end }
}

function print(value: JsonValue): string {
  return typeof value === 'object' && value !== null ? printPart(value) : JSON.stringify(value)
}

/** The comma or the bracket after an element. */
function isEnd(code: number): boolean {
  return code === 0x2c || code === 0x5d
}

/** Parses what stands after the beginning; `undefined` where the whole does not print as the text. */
function readRest(
  base: JsonObject,
  { head, list, end }: Beginning,
  text: string,
): JsonObject | undefined {
  const goesOn = text[end] === ','
  const open = list ? `{${JSON.stringify(list.key)}:[` : '{'
  const exact = readExactJson(open + text.slice(goesOn ? end + 1 : end))
  if (!exact || exact.layout || !isJsonObject(exact.json)) return undefined
  const fields = Object.entries(exact.json)
  if (fields.some(([key]) => Object.hasOwn(head, key) || ODD_KEY.test(key))) return undefined
  const added = list ? (exact.json[list.key] as JsonValue[]) : fields
  // A comma before a closing bracket is no JSON.
  if (goesOn !== added.length > 0) return undefined
  if (fields.length === 0 && Object.keys(head).length === Object.keys(base).length) return base
  const json: JsonObject = { ...head }
  for (const [key, value] of fields) {
    if (key === list?.key) json[key] = [...list.kept, ...(value as JsonValue[])]
    else json[key] = Object.hasOwn(base, key) ? share(value, base[key]!) : value
  }
  return json
}

/** The value with the parts that are the same in an earlier body. */
function share(value: JsonValue, base: JsonValue): JsonValue {
  if (printsEqual(value, base)) return base
  if (!Array.isArray(value) || !Array.isArray(base)) return value
  return value.map((element, at) =>
    at < base.length && printsEqual(element, base[at]!) ? base[at]! : element,
  )
}
