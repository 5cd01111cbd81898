import { headerMeaning } from '../request-headers/header-meaning.ts'
import { PRESENCE_HEADERS } from '../request-headers/presence-headers.ts'
import { isCredentialName, mayBeCredential } from './credential-names.ts'
import { isDrawnText } from './stand-in.ts'

/** Kept beside those that have a meaning: a client acts on its own. */
const REQUEST = new Set(['idempotency-key', 'last-event-id', 'x-idempotency-key'])

/** Headers of which it counts that they were sent: their value is another one in every run. */
export const SENT_HEADERS = new Set(['idempotency-key', 'x-idempotency-key'])

/** Headers that requests do not have. */
export const RESPONSE_ONLY = new Set(['set-cookie', 'set-cookie2'])

/** Never kept of a request: they are of one connection, of the moment or of one person. */
export const NEVER_SENT = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-encoding',
  'content-length',
  'date',
  ...RESPONSE_ONLY,
])

/** Headers whose value is a URL. */
export const URL_HEADERS = new Set(['location', 'operation-location', 'x-goog-upload-url'])

/** Returns `true` for a header that a cassette keeps: of a response all that its sender decides. */
export function isKeptHeader(
  name: string,
  side: 'request' | 'response',
  more: Set<string>,
): boolean {
  if (side === 'response') return true
  if (NEVER_SENT.has(name)) return false
  if (more.has(name) || PRESENCE_HEADERS.has(name)) return true
  return REQUEST.has(name) || (headerMeaning(name).kind === 'meaningful' && !isCredentialName(name))
}

/** Words in the names of headers whose value is drawn at random and opens nothing. */
const IDS =
  /(?:^|-)(?:id|ids|etag|ray|trace|traceparent|tracestate|digest|md5|sha|sha1|sha256|sha512|hash|checksum|crc32c?|nonce|version|revision|cursor|policy|cache|via|pop|served|cdn|region|model|organization|date|expires|modified|generation|match|range|type|disposition|origin|link|warning|amzn|goog|server|timing|marker)(?:-|$)/

/** Returns `true` where a header that is not known may hold a credential, by its name or its value. */
export function looksSecret(name: string, value: string): boolean {
  return isDrawnText(value) && (mayBeCredential(name) || !IDS.test(name))
}
