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

const SENT = 'sent'
/** @note Whatever the scheme: `Bearer`, `Basic`, `AWS4-HMAC-SHA256`. */
const SCHEME = /^([A-Za-z][\w-]{2,24}) +\S/
const COOKIE_NAME = /^[A-Za-z][\w.-]{0,39}$/
/** A value that has been described before. */
const DESCRIBED = /^sent(?: [A-Za-z][\w.-]*)*(?: \$[A-Za-z_]\w*)?$/

/**
 * Describes a header whose value is a secret without it.
 *
 * @param text Replaces the secrets in a text.
 * @param variable The environment variable that holds the secret: without it, an agent may not send the header.
 *
 * @example
 * presenceOf('authorization', 'Bearer opaque', { text }) // 'sent Bearer'
 * presenceOf('cookie', 'b=2; a=1', { text }) // 'sent a b'
 */
export function presenceOf(
  name: string,
  value: string,
  { text, variable }: { text: (text: string) => string; variable?: string | undefined },
): string {
  if (DESCRIBED.test(value)) return value
  const origin = variable === undefined ? '' : ` $${variable}`
  const isHarmless = (part: string) => !isDrawnText(part) && text(part) === part
  if (name === 'cookie') {
    const names = value.split(';').map((pair) => pair.split('=', 1)[0]!.trim())
    const isKept = names.every((one) => COOKIE_NAME.test(one) && isHarmless(one))
    return (isKept && value.includes('=') ? [SENT, ...names.sort()].join(' ') : SENT) + origin
  }
  const scheme = name === 'authorization' ? SCHEME.exec(value)?.[1] : undefined
  return `${SENT}${scheme !== undefined && isHarmless(scheme) ? ` ${scheme}` : ''}${origin}`
}
