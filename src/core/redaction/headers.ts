import { headerMeaning } from '../request-headers/header-meaning.ts'
import { isCredentialName } from './credential-names.ts'

/** Kept beside those that have a meaning: a client acts on its own. */
const REQUEST = new Set(['idempotency-key', 'last-event-id', 'x-idempotency-key'])

/** Headers that a client acts on. Limits, dates and ids of requests are left out: they change with every recording. */
const RESPONSE = new Set([
  'allow',
  'content-disposition',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'mcp-protocol-version',
  'mcp-session-id',
  'operation-location',
  'retry-after',
  'retry-after-ms',
  'www-authenticate',
  'x-amzn-bedrock-content-type',
  'x-amzn-errortype',
  'x-goog-upload-status',
  'x-goog-upload-url',
  'x-should-retry',
])

/** Headers of which it counts that they were sent: their value is another one in every run. */
export const SENT_HEADERS = new Set(['idempotency-key', 'x-idempotency-key'])

/** Not kept even when asked for: they belong to the connection, to the moment or to one person. */
const NEVER = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'date',
  'keep-alive',
  'proxy-connection',
  'set-cookie',
  'set-cookie2',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const TOKEN_COUNT = /^x-amzn-bedrock-[a-z-]+-token-count$/

/** Headers whose value is a URL. */
export const URL_HEADERS = new Set(['location', 'operation-location', 'x-goog-upload-url'])

/** Returns `true` for a header that a cassette keeps. */
export function isKeptHeader(
  name: string,
  side: 'request' | 'response',
  more: Set<string>,
): boolean {
  if (NEVER.has(name)) return false
  if (more.has(name)) return true
  if (side === 'response') return RESPONSE.has(name) || TOKEN_COUNT.test(name)
  return REQUEST.has(name) || (headerMeaning(name).kind === 'meaningful' && !isCredentialName(name))
}
