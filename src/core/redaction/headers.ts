import { fromBase64, utf8Text } from '../bytes.ts'
import { headerMeaning } from '../request-headers/header-meaning.ts'
import { GUESSABLE, PRESENCE_HEADERS } from '../request-headers/presence-headers.ts'
import { isCredentialName, mayBeCredential } from './credential-names.ts'
import { containsPlaceholder } from './placeholder.ts'
import { hashSecret, isUnguessable } from './recorded-secrets.ts'
import { isDrawnText } from './stand-in.ts'

/** Kept beside those that have a meaning: a client acts on its own. */
const REQUEST = new Set(['idempotency-key', 'x-idempotency-key'])

/** Headers with a value of their own in every run, unless it was chosen by hand. */
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

/** The headers of a request in the order of their names, which are in lower case then. */
export function sortedByName(headers: Array<[string, string]>): Array<[string, string]> {
  return headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
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
const SCHEME = /^([A-Za-z][\w-]{2,24}) +(?=\S)/
const COOKIE_NAME = /^[A-Za-z][\w.-]{0,39}$/
/** A value that has been described before. */
const DESCRIBED =
  /^sent(?: [A-Za-z][\w.-]*)*(?: =(?:\?\d*|[\w.@+#:/-]+(?:\/\?)?))?(?: \$[A-Za-z_]\w*)?$/

/** Returns `true` for a header of which a cassette keeps no value, but a description. */
export function isDescribed(name: string, side: 'request' | 'response'): boolean {
  return SENT_HEADERS.has(name) || (side === 'request' && PRESENCE_HEADERS.has(name))
}

/** Returns `true` for a header that tells requests apart. */
export function isRequestKey(name: string): boolean {
  return SENT_HEADERS.has(name)
}

interface PresenceRules {
  /** Replaces the secrets in a text. */
  text: (text: string) => string
  /** Finds the environment variable that holds a secret: without it, an agent may not send the header. */
  variable: (value: string) => string | undefined
  /** The placeholder of a secret that stood elsewhere before it was sent in such a header, as a token does that an answer gave. */
  placeholderOf: (secret: string) => string | undefined
  /** Checks that a variable has this value: it is another one on another machine. */
  isVariable: (value: string) => boolean
}

const MOST_NUMBERED = 10_000
/** The keys that were drawn at random, by the rules of the recording that they belong to. */
const drawnKeys = new WeakMap<PresenceRules, Map<string, number>>()

/** Numbers the drawn keys of a recording in the order in which they are first met. */
function numberOf(key: string, rules: PresenceRules): number {
  const numbers = drawnKeys.get(rules) ?? new Map<string, number>()
  drawnKeys.set(rules, numbers)
  const number = numbers.get(key) ?? numbers.size + 1
  if (numbers.size < MOST_NUMBERED) numbers.set(key, number)
  return number
}

/**
 * Describes a header whose value is a secret without it.
 *
 * @example
 * presenceOf('authorization', 'Bearer opaque', rules) // 'sent Bearer'
 * presenceOf('authorization', `Basic ${btoa('ann:opaque')}`, rules) // 'sent Basic =ann'
 * presenceOf('cookie', 'sid=9f3b1c7d5e; theme=dark', rules) // 'sent sid theme =theme:dark/?'
 * presenceOf('idempotency-key', crypto.randomUUID(), rules) // 'sent =?1': the first of the run
 */
export function presenceOf(name: string, value: string, rules: PresenceRules): string {
  if (DESCRIBED.test(value)) return value
  if (SENT_HEADERS.has(name)) return joined(SENT, accountPart(chosenKeyOf(value, rules)))
  const variable = rules.variable(value)
  const origin = variable === undefined ? '' : `$${variable}`
  const isHarmless = (part: string) => !isDrawnText(part) && rules.text(part) === part
  if (name === 'cookie') {
    const names = value.split(';').map((pair) => pair.split('=', 1)[0]!.trim())
    const isKept = names.every((one) => COOKIE_NAME.test(one) && isHarmless(one))
    if (!isKept || !value.includes('=')) return joined(SENT, origin)
    return joined(SENT, ...names.sort(), accountPart(cookieAccount(value, rules)), origin)
  }
  const scheme = name === 'authorization' ? (SCHEME.exec(value)?.[1] ?? '') : ''
  const account = accountOf(value, rules)
  // A variable's value is another one on every machine.
  const isCompared = account !== GUESSABLE || origin === ''
  return joined(
    SENT,
    isHarmless(scheme) ? scheme : '',
    accountPart(isCompared ? account : undefined),
    origin,
  )
}

const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' ')
const accountPart = (account: string | undefined) => (account === undefined ? '' : `=${account}`)

const BASIC = /^basic +([\w+/-]+={0,2})$/i
const AWS = /^aws4-hmac-sha256 .*\bCredential=[^/,\s]+\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request\b/i
const USER = /^[A-Za-z][\w.@+-]{0,63}$/
/** A key that was counted or dated by a module is another one in another process. */
const CHOSEN_KEY = /^(?!.*\d{6})(?!.*[\da-f]{8}-[\da-f]{4}-)[A-Za-z][\w.:-]{2,63}$/i

/** A value that is a placeholder as a whole. */
const PLACEHOLDER = /^<redacted:([\w.-]+:\d+)>$/

/** The account that a secret with a number is for; what a variable holds is another one on another machine. */
function tokenAccount(placeholder: string): string | undefined {
  return placeholder.startsWith('env-') ? undefined : `#${placeholder}`
}

/**
 * The part of a header with a secret that tells one account from another: the user of `Basic`, the region and service of AWS's
 * signature, a hash of a key that nobody guesses. `undefined` where it comes from the environment, or is known to be a token.
 */
function accountOf(
  value: string,
  { text, isVariable, placeholderOf }: PresenceRules,
): string | undefined {
  const given = PLACEHOLDER.exec(value.replace(SCHEME, ''))?.[1]
  if (given !== undefined) return tokenAccount(given)
  if (containsPlaceholder(value)) return undefined
  const aws = AWS.exec(value)?.slice(1)
  if (aws) return aws.some(isVariable) ? undefined : aws.join('/')
  const pair = BASIC.exec(value)?.[1]
  if (pair !== undefined) {
    const [user = '', password = ''] = (utf8Text(fromBase64(pair)) ?? '').split(':')
    const isName = USER.test(user) && !isDrawnText(user) && password !== ''
    return isName && !isVariable(user) && text(user) === user ? user : undefined
  }
  const secret = value.replace(SCHEME, '')
  if (/^eyJ|[\s,;=]/.test(secret) || isVariable(secret)) return undefined
  const placeholder = PLACEHOLDER.exec(placeholderOf(secret) ?? '')?.[1]
  if (placeholder !== undefined) return tokenAccount(placeholder)
  // A secret that is known by its form; a part of it says nothing.
  const isOther = text(secret) !== secret && !PLACEHOLDER.test(text(secret))
  if (isOther) return undefined
  return isUnguessable(secret) ? `#${hashSecret(secret)}` : GUESSABLE
}

/** A value that opens nothing. */
const WORD = /^[A-Za-z]{2,12}$/
/** Names of what belongs to a session or a person. */
const PERSONAL = /sess|code|user|uid|name|mail|login/i

/** The cookies whose values are words (a tenant, a language), and the mark of others, which are not kept. */
function cookieAccount(value: string, rules: PresenceRules): string | undefined {
  const plain: string[] = []
  let isWhole = true
  for (const pair of value.split(';')) {
    const [name, own] = [pair.split('=', 1)[0]!.trim(), pair.slice(pair.indexOf('=') + 1).trim()]
    // The stand-in of a secret that an answer gave is the same in a replay.
    const isKnown = rules.isVariable(own) || rules.text(own) !== own || containsPlaceholder(pair)
    if (own === '' || isKnown) continue
    const isNamed = !PERSONAL.test(name) && !mayBeCredential(name) && rules.text(pair) === pair
    if (isNamed && WORD.test(own)) plain.push(`${name}:${own}`)
    else isWhole = false
  }
  const parts = isWhole ? plain.sort() : [...plain.sort(), GUESSABLE]
  return parts.length === 0 ? undefined : parts.join('/')
}

/** The key that was chosen so that a request is not done twice; of one that was drawn for it, its number among those of the run. */
function chosenKeyOf(value: string, rules: PresenceRules): string {
  const { text, isVariable } = rules
  const isChosen = CHOSEN_KEY.test(value) && !isDrawnText(value) && !isVariable(value)
  return isChosen && text(value) === value ? value : `${GUESSABLE}${numberOf(value, rules)}`
}
