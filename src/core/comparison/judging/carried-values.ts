import { isJsonObject, type JsonValue } from '../../json.ts'
import type { Matchable } from '../../matching/matchable.ts'

/** Parts of a text that a value can be carried in whole. */
const PARTS = /[\p{L}\p{N}]+(?:[._-][\p{L}\p{N}]+)*/gu
const MOST_VALUES = 20_000

/**
 * Knows the values that answers from outside gave to each of two runs at the same place: where the one run goes on with its
 * own and the other with its own, both do the same.
 */
export class CarriedValues {
  readonly #pairs = new Map<string, Set<string>>()
  #size = 0

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Adds the values of two answers to the same request. */
  add(before: JsonValue | undefined, now: JsonValue | undefined): void {
    const stack: Array<[JsonValue | undefined, JsonValue | undefined]> = [[before, now]]
    while (stack.length > 0 && this.#size < MOST_VALUES) {
      const [a, b] = stack.pop()!
      if (a === b || a === undefined || b === undefined) continue
      if (Array.isArray(a) && Array.isArray(b)) {
        for (let at = 0; at < Math.min(a.length, b.length); at++) stack.push([a[at], b[at]])
      } else if (isJsonObject(a) && isJsonObject(b)) {
        for (const key of Object.keys(a)) if (Object.hasOwn(b, key)) stack.push([a[key], b[key]])
      } else if (isText(a) && isText(b)) this.#addTexts(String(a), String(b))
    }
  }

  #addTexts(before: string, now: string): void {
    this.#addPair(before, now)
    const [parts, others] = [before.match(PARTS) ?? [], now.match(PARTS) ?? []]
    if (parts.length !== others.length) return
    for (const [at, part] of parts.entries()) this.#addPair(part, others[at]!)
  }

  /** A value is carried in other forms too: without its punctuation, or encoded for a URL. */
  #addPair(before: string, now: string): void {
    for (const form of [(text: string) => text, plain, encodeURIComponent]) {
      const [a, b] = [form(before), form(now)]
      if (a === '' || b === '' || a === b) continue
      const known = this.#pairs.get(a)
      if (known) known.add(b)
      else this.#pairs.set(a, new Set([b]))
      this.#size++
    }
  }

  /** Checks that two requests differ in carried values alone. */
  explainsRequest(before: Matchable, now: Matchable): boolean {
    return (
      before.method === now.method &&
      before.headers.length === now.headers.length &&
      this.#explainsText(before.url, now.url) &&
      this.explains(before.headers, now.headers) &&
      this.explains(before.body, now.body)
    )
  }

  /** Checks that two values differ in carried values alone. */
  explains(before: JsonValue | undefined, now: JsonValue | undefined): boolean {
    const stack: Array<[JsonValue | undefined, JsonValue | undefined]> = [[before, now]]
    while (stack.length > 0) {
      const [a, b] = stack.pop()!
      if (a === b) continue
      if (a === undefined || b === undefined) return false
      if (Array.isArray(a) && Array.isArray(b)) {
        if (a.length !== b.length) return false
        for (const [at, part] of a.entries()) stack.push([part, b[at]])
      } else if (isJsonObject(a) && isJsonObject(b)) {
        const keys = Object.keys(a)
        if (keys.length !== Object.keys(b).length) return false
        for (const key of keys) {
          if (!Object.hasOwn(b, key)) return false
          stack.push([a[key], b[key]])
        }
      } else if (!isText(a) || typeof a !== typeof b || !this.#explainsText(String(a), String(b)))
        return false
    }
    return true
  }

  #explainsText(before: string, now: string): boolean {
    if (before === now || this.#isPair(before, now)) return true
    // An id may hold any of the signs at which words end: it is looked for as a whole as well.
    return [split, splitAtSigns].some((cut) => {
      const [parts, others] = [cut(before), cut(now)]
      return (
        parts.length === others.length &&
        parts.every((part, at) => part === others[at] || this.#isPair(part, others[at]!))
      )
    })
  }

  #isPair(before: string, now: string): boolean {
    return this.#pairs.get(before)?.has(now) === true
  }
}

function isText(value: JsonValue): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '')
}

function splitAtSigns(text: string): string[] {
  return text.split(/([\s"'<>(),;:?&/#=]+)/)
}

/** Cuts a text into the parts that can be carried and what stands between them. A letter before a number is no part of it. */
function split(text: string): string[] {
  const parts: string[] = []
  let at = 0
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    parts.push(text.slice(at, index))
    const lead = /^\p{L}(?=\p{N}{6})/u.exec(part)?.[0] ?? ''
    parts.push(lead, part.slice(lead.length))
    at = index + part.length
  }
  parts.push(text.slice(at))
  return parts
}
