import { latin1, latin1Text } from '../bytes.ts'
import type { JsonValue } from '../json.ts'
import { isCredentialField, isCredentialName } from './credential-names.ts'
import { redactEvents } from './events.ts'
import { isKeptHeader, SENT_HEADERS, URL_HEADERS } from './headers.ts'
import { mapStrings } from './map-strings.ts'
import { containsPlaceholder, PlaceholderBook } from './placeholder.ts'
import type { RedactionRules } from './rules.ts'
import { createScanner, type Match, type Scanner } from './scanner.ts'
import { TextMemo } from './text-memo.ts'
import { redactUrl } from './url.ts'

/**
 * Replaces secrets by placeholders, `<redacted:openai-key:1>`. The same secret is always replaced by the
 * same placeholder; what has been redacted once does not change when it is redacted again.
 */
export interface Redactor {
  /** The number of different secrets replaced so far, by kind. */
  readonly found: ReadonlyMap<string, number>
  /** User and password are dropped, credentials in the query replaced. */
  url: (url: string) => string
  /** The headers worth keeping: names in lower case, sorted, values redacted. */
  headers: (
    headers: Iterable<[string, string]>,
    side: 'request' | 'response',
  ) => Array<[string, string]>
  text: (text: string) => string
  /** Whatever is not changed keeps its identity. */
  json: <T extends JsonValue>(value: T) => T
  /** The payloads of one stream, in order; finds a secret that is split over several of them. */
  events: (events: JsonValue[]) => JsonValue[]
  /** Bytes that are no text: secrets in ASCII are replaced, every other byte is kept. */
  binary: (bytes: Uint8Array) => Uint8Array
}

/** @note Whatever the scheme: `Bearer`, `Basic`, `AWS4-HMAC-SHA256`. */
const SCHEME = /^[A-Za-z][\w-]{2,24} +/
const SHORTEST_NAME = 16

/**
 * Makes a redactor. One lasts as long as one recording, for it numbers what it finds.
 *
 * @example
 * const redactor = createRedactor({ env: process.env })
 * redactor.json({ max_tokens: 10, api_key: 'not-for-the-disk' })
 * // { max_tokens: 10, api_key: '<redacted:credential-field:1>' }
 */
export function createRedactor(rules: RedactionRules): Redactor {
  const scanner = createScanner(rules)
  const book = new PlaceholderBook()
  const memo = new TextMemo()
  const kept = new Set(rules.headers?.map((name) => name.toLowerCase()))

  function text(original: string): string {
    const known = memo.get(original)
    if (known !== undefined) return known
    const matches = scanner.scan(original)
    const result = matches.length === 0 ? original : replaceMatches(original, matches, book)
    memo.set(original, result)
    return result
  }

  function field(value: string, name: string | undefined): string {
    return name !== undefined && isCredentialField(name, value)
      ? credential(name, value, scanner, book)
      : text(value)
  }

  function url(original: string): string {
    const parameter = (value: string) => whole(value, scanner.scan(value)[0], 'url-key', book)
    return redactUrl(original, { parameter, text })
  }

  function header(name: string, value: string): string {
    if (name === 'mcp-session-id') return value
    if (SENT_HEADERS.has(name) && !kept.has(name)) return 'sent'
    if (name === 'www-authenticate') return value.split(/[\s,]/, 1)[0]!
    if (name === 'link') return text(value.replace(/<([^>]*)>/g, (_, target) => `<${url(target)}>`))
    if (URL_HEADERS.has(name)) return url(value)
    return isCredentialName(name) ? credential(name, value, scanner, book) : text(value)
  }

  const mapper = {
    string: field,
    name: (name: string) => (name.length < SHORTEST_NAME ? name : text(name)),
  }

  return {
    found: book.counts,
    url,
    headers: (headers, side) =>
      Array.from(headers, ([name, value]): [string, string] => [name.toLowerCase(), value])
        .filter(([name]) => isKeptHeader(name, side, kept))
        .map(([name, value]): [string, string] => [name, header(name, value)])
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    text,
    json: (value) => mapStrings(value, mapper),
    events: (events) => redactEvents(events, scanner, book, mapper),
    binary: (bytes) => {
      const original = latin1Text(bytes)
      const matches = scanner.scan(original)
      return matches.length === 0 ? bytes : latin1(replaceMatches(original, matches, book))
    },
  }
}

function replaceMatches(text: string, matches: readonly Match[], book: PlaceholderBook): string {
  let result = ''
  let from = 0
  for (const { kind, start, end, secret } of matches) {
    result += text.slice(from, start) + book.placeholder(kind, secret)
    from = end
  }
  return result + text.slice(from)
}

/** Replaces what a field named as a credential holds; the HTTP scheme of an authorization stays. */
function credential(name: string, value: string, scanner: Scanner, book: PlaceholderBook): string {
  if (containsPlaceholder(value)) return replaceMatches(value, scanner.scan(value), book)
  const scheme = (/authorization$/i.test(name) && SCHEME.exec(value)?.[0]) || ''
  const rest = value.slice(scheme.length)
  const [match] = scanner.scan(value)
  const exact = match?.start === scheme.length && match.end === value.length
  return scheme + whole(rest, exact ? match : scanner.scan(rest)[0], 'credential-field', book)
}

/**
 * Replaces a text that is a secret for where it stands.
 *
 * @param match The secret within it that is known by itself, if any.
 * @note A shape that is known names the kind, a variable of the environment does not: the machine that replays may lack it.
 */
function whole(
  value: string,
  match: Match | undefined,
  kind: string,
  book: PlaceholderBook,
): string {
  if (!match || match.end - match.start < value.length) return book.placeholder(kind, value)
  return book.placeholder(match.kind.startsWith('env-') ? kind : match.kind, match.secret)
}
