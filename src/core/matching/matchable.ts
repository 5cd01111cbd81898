import { bodyBytes } from '../cassette/body.ts'
import type { Body, RecordedRequest } from '../cassette/schema.ts'
import { readExactJson } from '../cassette/layout.ts'
import { toBase64 } from '../bytes.ts'
import { RawBody } from '../cassette/raw-body.ts'
import { jsonEqual, parseJson, type JsonObject, type JsonValue } from '../json.ts'
import { comparedHeaders, MEANINGFUL, type HeaderSelection } from './compared-headers.ts'
import { canonicalEscapes, canonicalUrl } from './canonical-url.ts'
import { fingerprint } from './fingerprint.ts'
import { hasNegativeZero, hasRepeatedKey } from './lost-in-parsing.ts'

/** The parts of a request that take part in matching: method, URL, canonical body, and the headers that count. */
export interface Matchable {
  method: string
  url: string
  /** Those that were sent, sorted by name. */
  headers: Array<[string, string]>
  body: JsonValue
}

/** A request as it was sent: its body is not looked into yet. */
export type SentText = Omit<Matchable, 'body'> & { text: string }

/** Reduces a request to what takes part in matching. */
export function toMatchable(
  request: RecordedRequest,
  selection: HeaderSelection = MEANINGFUL,
): Matchable {
  const headers = comparedHeaders(request.headers, selection, request.url)
  return {
    method: request.method.toUpperCase(),
    url: canonicalUrl(request.url),
    headers,
    body: canonicalBody(request.body, headers),
  }
}

/**
 * JSON by value, so neither layout nor the order of keys counts; everything else by its bytes.
 *
 * @note Text is a string here: only objects and arrays count as JSON, so the two cannot be mistaken. Other bytes are a
 * string that no text can be: half a surrogate pair does not occur in what was decoded from UTF-8.
 */
function canonicalBody(body: Body | undefined, headers: Matchable['headers']): JsonValue {
  if (!body) return null
  if ('json' in body) return body.json
  if ('text' in body) return canonicalText(body.text, headers)
  if ('base64' in body) return BYTES + body.base64
  return canonicalRaw(new RawBody(bodyBytes(body)), headers)
}

export const BYTES = '\ud800base64:'

/** The canonical form of a body that has just been sent. */
export function canonicalRaw(raw: RawBody, headers: Matchable['headers'] = []): JsonValue {
  if (raw.isEmpty) return null
  return raw.text === undefined ? BYTES + toBase64(raw.bytes) : canonicalText(raw.text, headers)
}

/**
 * Numbers this long or large may not survive parsing: two different ones would compare equal.
 *
 * @note One branch after the digit: with two from the start, V8 takes four times as long over a conversation.
 */
const LONG_NUMBER = /\d(?:\d{15}|[eE][+-]?\d{3})/

/** Forms have two spellings of a space. */
const FORM = /^application\/x-www-form-urlencoded\b/i

function canonicalText(text: string, headers: Matchable['headers']): JsonValue {
  if (headers.some(([name, value]) => name === 'content-type' && FORM.test(value)))
    return formFields(text) ?? canonicalEscapes(text.replaceAll('+', '%20'))
  const start = text.charCodeAt(0)
  // Only objects and arrays are bodies; a bare word or number is text.
  if (start !== 0x7b && start !== 0x5b && !/^\s*[[{]/.test(text)) return text
  if (LONG_NUMBER.test(text)) return readExactJson(text.trim())?.json ?? text
  const json = parseJson(text)
  const isText = json === undefined || hasRepeatedKey(text, json) || hasNegativeZero(text, json)
  return isText ? text : json
}

/** Stands for the order of a form's fields, where that counts. */
const ORDER = '(order)'

/**
 * The fields of a form, so that rules and differences name them; one that comes several times is a list. Where others stand
 * between its values, the order of all fields counts: the fields of one record follow each other. `null` for a text that is
 * no form, or that escapes other bytes than UTF-8.
 */
function formFields(text: string): JsonObject | null {
  const fields: JsonObject = {}
  const names: string[] = []
  for (const pair of text.split('&')) {
    const [name, value] = [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)].map(unescaped)
    if (!pair.includes('=') || name === undefined || value === undefined) return null
    const before = Object.hasOwn(fields, name) ? fields[name]! : undefined
    const after = before === undefined ? value : [before, value].flat()
    Object.defineProperty(fields, name, {
      value: after,
      enumerable: true,
      writable: true,
      configurable: true,
    })
    if (names.at(-1) !== name) names.push(name)
  }
  return new Set(names).size === names.length ? fields : { ...fields, [ORDER]: names.join(' ') }
}

function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** Checks that two requests are equal in all that takes part in matching. */
export function isSameRequest(a: Matchable, b: Matchable): boolean {
  return (
    a.method === b.method &&
    a.url === b.url &&
    jsonEqual(a.headers, b.headers) &&
    jsonEqual(a.body, b.body)
  )
}

/** A key that equal requests share. */
export function matchKey(request: Matchable): string {
  return `${request.method} ${request.url} ${fingerprint(request.headers)} ${fingerprint(request.body)}`
}

/** Where a path names the model that is asked: Google's, Azure's, Bedrock's. */
const MODEL_IN_PATH = /\/(models|deployments|model)\/[^/:]+(?=[:/])/g

/** @note A number of a secret that anybody may guess is not that of the recording. */
function withoutNumbers(path: string): string {
  return path.includes('<redacted:') ? path.replace(/(<redacted:[\w.-]+):\d+>/g, '$1>') : path
}

/**
 * Names the operation of a request, whatever its content: method and URL without the query, and without the model's name; with AWS's
 * JSON protocols, which have one URL for everything, the operation that a header names.
 */
export function operationOf(
  method: string,
  url: string,
  headers: ReadonlyArray<readonly [string, string]> = [],
): string {
  const target = headers.find(([name]) => name === 'x-amz-target')?.[1]
  const place = withoutNumbers(url.split(/[?#]/, 1)[0]!).replace(MODEL_IN_PATH, '/$1/*')
  return `${method.toUpperCase()} ${place}${target === undefined ? '' : ` ${target}`}`
}
