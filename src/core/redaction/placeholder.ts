import { type JsonValue } from '../json.ts'
import { latin1, latin1Text } from '../bytes.ts'
import { findBase64, GZIP_HEAD, replaceEncoded, type Base64Payload } from './base64-payload.ts'
import { JWT_MARK, JWT_NUMBER, jwtStandIn, type TokenRules } from './jwt-stand-in.ts'
import { eachString, mapStrings } from './map-strings.ts'
import type { SecretIndex } from './recorded-secrets.ts'
import type { Gzip } from './rules.ts'
import type { NumbersBeside } from './shared-numbers.ts'

const MARK = '<redacted:'

/** @note Of a token the end is looked for, and its beginning from there: what is no token is read once. */
const PLACEHOLDER = new RegExp(
  String.raw`<redacted:(?<kind>[\w.-]+):(?<number>\d+)>|\.${JWT_MARK}(?<jwt>${JWT_NUMBER})(?![\w-])(?<=(?<token>eyJ[\w-]*\.eyJ[\w-]*)\.${JWT_MARK}\d+)`,
  'g',
)

/** A placeholder in a text: `<redacted:openai-key:1>`, or a token of the same form as the secret one. */
interface FoundPlaceholder {
  kind: string
  /** Its plain form, which names the secret. */
  name: string
  start: number
  end: number
}

function* findPlaceholders(text: string): Iterable<FoundPlaceholder> {
  if (!text.includes(MARK) && !text.includes(JWT_MARK)) return
  for (const { 0: found, index, groups } of text.matchAll(PLACEHOLDER)) {
    const { kind = 'jwt', number = groups!['jwt'], token = '' } = groups!
    const name = `${MARK}${kind}:${Number(number)}>`
    yield { kind, name, start: index - token.length, end: index + found.length }
  }
}

/** The marks in base64, by how many bytes of a group of three go before them. */
const ENCODED_MARKS = [MARK, JWT_MARK].flatMap((mark) =>
  [0, 1, 2].map((before) => {
    const encoded = btoa(' '.repeat(before) + mark)
    const end = Math.floor(((before + mark.length) * 8) / 6)
    return encoded.slice(Math.ceil((before * 8) / 6), end)
  }),
)

/** The base64 of the shortest placeholder. */
const SHORTEST_ENCODED = 20

function holdsEncodedMark(text: string): boolean {
  return ENCODED_MARKS.some((mark) => text.includes(mark))
}

/** Lists the base64 in a text that may hold a placeholder. */
function encodedIn(text: string): Base64Payload[] {
  if (!holdsEncodedMark(text)) return []
  return findBase64(text, SHORTEST_ENCODED).filter(({ start, end }) =>
    holdsEncodedMark(text.slice(start, end)),
  )
}

function mayHoldPlaceholder(text: string): boolean {
  return text.includes(MARK) || text.includes(JWT_MARK) || encodedIn(text).length > 0
}

/** Finds placeholders in a text, and in what it holds as base64. */
function* findAll(text: string): Iterable<FoundPlaceholder> {
  yield* findPlaceholders(text)
  for (const { content } of encodedIn(text)) yield* findPlaceholders(content)
}

/**
 * Returns `true` for a text with a placeholder.
 *
 * @example
 * containsPlaceholder('Bearer <redacted:openai-key:1>') // true
 */
export function containsPlaceholder(text: string): boolean {
  return mayHoldPlaceholder(text) && !findAll(text)[Symbol.iterator]().next().done
}

/** Issues placeholders: one for each secret, numbered within its kind in order of first appearance. */
export class PlaceholderBook {
  /** The number of different secrets, by kind. */
  readonly counts = new Map<string, number>()
  /** The secrets, each with its kind, its placeholder, and the text that stands in its place. */
  readonly issued = new Map<string, { kind: string; placeholder: string; standIn: string }>()
  #used: Set<string> | undefined
  readonly #numbers = new Map<string, number>()
  readonly #recorded: SecretIndex | null
  readonly #beside: NumbersBeside | undefined
  readonly #tokens: TokenRules
  readonly #onIssued: (kind: string, secret: string) => void

  /** @param recorded The secrets of a recording: one that is met again gets its placeholder, another a number of its own. */
  constructor(
    { recorded, beside }: { recorded: SecretIndex | null; beside: NumbersBeside | undefined },
    tokens: TokenRules,
    onIssued: (kind: string, secret: string) => void,
  ) {
    this.#recorded = recorded
    this.#beside = beside
    this.#tokens = tokens
    this.#onIssued = onIssued
  }

  /** @param recorded The placeholder that the recording has in its place. */
  placeholder(kind: string, secret: string, recorded?: string): string {
    const known = this.issued.get(secret)
    if (known !== undefined) {
      this.#used?.add(known.placeholder)
      return known.standIn
    }
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    const placeholder =
      this.#recorded?.placeholderOf(kind, secret) ??
      (recorded !== undefined && !this.#isIssued(recorded) ? recorded : undefined) ??
      this.#beside?.placeholderOf?.(kind, secret) ??
      this.#next(kind)
    this.#beside?.note?.(kind, secret, placeholder)
    const number = Number(/\d+(?=>$)/.exec(placeholder)![0])
    const isToken = kind === 'jwt' && placeholder.startsWith(`${MARK}jwt:`)
    const token = isToken ? jwtStandIn(secret, number, this.#tokens) : undefined
    const standIn = token ?? placeholder
    this.issued.set(secret, { kind, placeholder, standIn })
    this.#onIssued(kind, secret)
    this.#used?.add(placeholder)
    return standIn
  }

  /** Notes the placeholders of all secrets that are replaced meanwhile. */
  noting<T>(used: Set<string>, work: () => T): T {
    this.#used = used
    try {
      return work()
    } finally {
      this.#used = undefined
    }
  }

  #isIssued(placeholder: string): boolean {
    for (const one of this.issued.values()) if (one.placeholder === placeholder) return true
    return false
  }

  #next(kind: string): string {
    const used = [this.#numbers, this.#recorded?.numbers].map((numbers) => numbers?.get(kind) ?? 0)
    const number = Math.max(...used, this.#beside?.highest(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    return `${MARK}${kind}:${number}>`
  }
}

/** Makes a name fit to stand in a placeholder. */
export function toKind(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'secret'
}

const ESCAPED = /%3C(redacted)(?::|%3A)([\w.-]+)(?::|%3A)(\d+)%3E/gi

/** Undoes the percent-encoding of placeholders: the agent puts one into a URL or a form as it does the secret. */
export function unescapePlaceholders(text: string): string {
  return text.includes('edacted') ? text.replace(ESCAPED, '<$1:$2:$3>') : text
}

const HEX_MARK = '3c72656461637465643a'
const IN_HEX = new RegExp(`${HEX_MARK}(?:[0-9a-f]{2})+?3e`, 'gi')

/** Undoes the hexadecimal form of placeholders: the agent writes one so as it does the secret. */
export function readHexPlaceholders(text: string): string {
  if (!text.includes(HEX_MARK) && !text.includes(HEX_MARK.toUpperCase())) return text
  return text.replace(IN_HEX, (hex) => {
    const plain = hex.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)))
    return plain.replace(PLACEHOLDER, '') === '' ? plain : hex
  })
}

/** The stretches of a text that lie outside its placeholders, as pairs of start and end. */
export function outsidePlaceholders(text: string): Array<[start: number, end: number]> {
  const stretches: Array<[number, number]> = []
  let from = 0
  for (const { start, end } of findPlaceholders(text)) {
    if (start > from) stretches.push([from, start])
    from = end
  }
  if (from < text.length || from === 0) stretches.push([from, text.length])
  return stretches
}

/** The placeholders in a text, in their plain form. */
export function placeholdersIn(text: string): string[] {
  return Array.from(findAll(text), ({ name }) => name)
}

/** A placeholder in a text, and what stands beside it, up to the next one. */
interface PlacedPlaceholder {
  /** Its plain form. */
  name: string
  before: string
  after: string
  /** Nothing else goes before it. */
  isFirst: boolean
  isLast: boolean
}

/** Lists the placeholders in a text, and in what it holds as base64, each with what stands beside it. */
export function placedIn(text: string, gzip?: Pick<Gzip, 'unpack'>): PlacedPlaceholder[] {
  if (!mayHoldPlaceholder(text)) return []
  const unpacked = ({ content }: Base64Payload): string => {
    const packed = content.startsWith(GZIP_HEAD) ? gzip?.unpack(latin1(content)) : undefined
    return packed ? latin1Text(packed) : content
  }
  return [text, ...encodedIn(text).map(unpacked)].flatMap((content) => {
    const found = [...findPlaceholders(content)]
    return found.map(({ name, start, end }, at) => ({
      name,
      before: content.slice(found[at - 1]?.end ?? 0, start),
      after: content.slice(end, found[at + 1]?.start),
      isFirst: at === 0,
      isLast: at === found.length - 1,
    }))
  })
}

/** The placeholders in the lines of JSON of a file, in their plain form. */
export function placeholdersInLines(text: string): Set<string> {
  const found = new Set(placeholdersIn(text))
  if (!holdsEncodedMark(text)) return found
  for (const line of text.split('\n')) {
    if (!holdsEncodedMark(line)) continue
    eachString(JSON.parse(line) as JsonValue, (part) => {
      for (const name of placeholdersIn(part)) found.add(name)
    })
  }
  return found
}

/** Which numbers of placeholders say nothing. */
export interface PlaceholderNumbering {
  isLoose: (placeholder: string) => boolean
  after: (kind: string) => number
}

const ANY: PlaceholderNumbering = { isLoose: () => true, after: () => 0 }

/**
 * Numbers the placeholders of a value anew, in order of first appearance, so that two sides can be
 * compared whatever was numbered before. The order of an object's keys plays no part, nor does the form of a
 * placeholder. A value without placeholders is returned itself.
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
    for (const { kind, name } of findAll(text)) {
      if (renamed.has(name) || !numbering.isLoose(name)) continue
      const number = (counts.get(kind) ?? numbering.after(kind)) + 1
      counts.set(kind, number)
      renamed.set(name, `${MARK}${kind}:${number}>`)
    }
  })
  const renameIn = (text: string) => {
    let result = ''
    let from = 0
    for (const { name, start, end } of findPlaceholders(text)) {
      result += text.slice(from, start) + (renamed.get(name) ?? name)
      from = end
    }
    return from === 0 ? text : result + text.slice(from)
  }
  const rename = (text: string) =>
    replaceEncoded(renameIn(text), encodedIn, (content) => withoutChecksum(renameIn(content)))
  return mapStrings(value, { string: rename, name: rename, bytes: rename })
}

/** @note What gzip packed ends with a checksum, which the number of a placeholder changes. */
function withoutChecksum(content: string): string {
  return content.startsWith(GZIP_HEAD) ? content.slice(0, -8) + '\0'.repeat(8) : content
}

function holdsPlaceholder(value: JsonValue): boolean {
  if (typeof value === 'string') return containsPlaceholder(value)
  let found = false
  const look = (text: string) => {
    found ||= mayHoldPlaceholder(text)
    return text
  }
  mapStrings(value, { string: look, name: look, bytes: look })
  return found
}
