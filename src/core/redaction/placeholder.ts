import { type JsonValue } from '../json.ts'
import { eachString, mapStrings } from './map-strings.ts'
import type { SecretIndex } from './recorded-secrets.ts'

const MARK = '<redacted:'
const PLACEHOLDER = /<redacted:([\w.-]+):(\d+)>/g

/**
 * Returns `true` for a text with a placeholder.
 *
 * @example
 * containsPlaceholder('Bearer <redacted:openai-key:1>') // true
 */
export function containsPlaceholder(text: string): boolean {
  return text.includes(MARK) && text.search(PLACEHOLDER) !== -1
}

/** Issues placeholders: one for each secret, numbered within its kind in order of first appearance. */
export class PlaceholderBook {
  /** The number of different secrets, by kind. */
  readonly counts = new Map<string, number>()
  /** The secrets, each with its kind and its placeholder. */
  readonly issued = new Map<string, { kind: string; placeholder: string }>()
  readonly #numbers = new Map<string, number>()
  readonly #recorded: SecretIndex | null

  /** @param recorded The secrets of a recording: one that is met again gets its placeholder, another a number of its own. */
  constructor(recorded: SecretIndex | null = null) {
    this.#recorded = recorded
  }

  placeholder(kind: string, secret: string): string {
    const known = this.issued.get(secret)
    if (known !== undefined) return known.placeholder
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    const placeholder = this.#recorded?.placeholderOf(kind, secret) ?? this.#next(kind)
    this.issued.set(secret, { kind, placeholder })
    return placeholder
  }

  #next(kind: string): string {
    const number = (this.#numbers.get(kind) ?? this.#recorded?.numbers.get(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    return `${MARK}${kind}:${number}>`
  }
}

/** Makes a name fit to stand in a placeholder. */
export function toKind(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'secret'
}

/** The stretches of a text that lie outside its placeholders, as pairs of start and end. */
export function outsidePlaceholders(text: string): Array<[start: number, end: number]> {
  if (!text.includes(MARK)) return [[0, text.length]]
  const stretches: Array<[number, number]> = []
  let start = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > start) stretches.push([start, match.index])
    start = match.index + match[0].length
  }
  if (start < text.length) stretches.push([start, text.length])
  return stretches
}

/** The placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return text.includes(MARK) ? (text.match(PLACEHOLDER) ?? []) : []
}

/** Which numbers of placeholders say nothing. */
export interface PlaceholderNumbering {
  isLoose: (placeholder: string) => boolean
  after: (kind: string) => number
}

const ANY: PlaceholderNumbering = { isLoose: () => true, after: () => 0 }

/**
 * Numbers the placeholders of a value anew, in order of first appearance, so that two sides can be
 * compared whatever was numbered before. The order of an object's keys plays no part. A value
 * without placeholders is returned itself.
 *
 * @param numbering Which placeholders have a number that says nothing, and after which number of a kind they are counted;
 * the others stay what they are.
 *
 * @example
 * normalizePlaceholders({ text: '<redacted:openai-key:7>' }) // { text: '<redacted:openai-key:1>' }
 */
export function normalizePlaceholders<T extends JsonValue>(
  value: T,
  numbering: PlaceholderNumbering = ANY,
): T {
  if (!holdsPlaceholder(value)) return value
  const counts = new Map<string, number>()
  const renamed = new Map<string, string>()
  eachString(value, (text) => {
    if (!text.includes(MARK)) return
    for (const [placeholder, kind] of text.matchAll(PLACEHOLDER)) {
      if (renamed.has(placeholder)) continue
      if (!numbering.isLoose(placeholder)) continue
      const number = (counts.get(kind!) ?? numbering.after(kind!)) + 1
      counts.set(kind!, number)
      renamed.set(placeholder, `${MARK}${kind}:${number}>`)
    }
  })
  const rename = (text: string) =>
    text.includes(MARK) ? text.replace(PLACEHOLDER, (found) => renamed.get(found) ?? found) : text
  return mapStrings(value, { string: rename, name: rename })
}

function holdsPlaceholder(value: JsonValue): boolean {
  if (typeof value === 'string') return containsPlaceholder(value)
  let found = false
  const look = (text: string) => {
    found ||= text.includes(MARK)
    return text
  }
  mapStrings(value, { string: look, name: look })
  return found
}
