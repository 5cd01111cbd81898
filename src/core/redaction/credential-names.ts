import { isStandIn, isDrawnText, looksRandom } from './stand-in.ts'

/**
 * The certainty with which a field's name makes its value a credential: whatever it holds, if it is no phrase; a text with
 * letters and digits; a number or code; a phrase; only what looks drawn at random.
 */
type Certainty = 'whatever' | 'mixed' | 'code' | 'phrase' | 'drawn'

const WHOLE = new Set(
  'authorization proxyauthorization secret idtoken sharedaccesskey sharedaccesssignature signingkey'.split(
    ' ',
  ),
)

const ENDINGS =
  /(?:apikey|password|passwd|passphrase|clientsecret|accesstoken|refreshtoken|authtoken|bearertoken|sessiontoken|securitytoken|apitoken|logintoken|bottoken|githubtoken|gitlabtoken|slacktoken|hftoken|csrftoken|sastoken|oauthtoken|devicetoken|pushtoken|apisecret|appsecret|consumersecret|sharedsecret|privatekey|secretkey|secretaccesskey|signingsecret|webhooksecret|subscriptionkey|accountkey|encryptionkey|secretkeybase|passwort)$/

const MIXED = /^(?:pwd|pass|passcode|dbpass|dbpwd|userpass|adminpass|pgpassword|mysqlpwd)$/
const CODES =
  /^(?:.*(?:otp|mfacode|recoverycode|backupcode|verificationcode|passcode|pincode|ssn|creditcard|cardnumber|cvv|cvc)|pin)$/
const PHRASES = /(?:passphrase|seedphrase|recoveryphrase|mnemonic)$/

/** @note A name that only suggests a credential; `page_token` and its like are excluded by `TOKENS_OF_A_LIST`. */
const SUGGESTIVE =
  /(?:token|tokens|secret|secrets|credential|credentials|bearer|jwt|sessionid|cookie|cookies|xsrf|csrf|passwordhash|tokenhash|apikeys|connectionstring|webhookurl|recoverycode|(?:master|service|shared|app|auth|deploy|license|access|client|admin|consumer|server|ssh|hmac|webhook|function|storage)keys?|otp|mfacode|ssn|creditcard|mnemonic|seedphrase|passphrase|passcode|dsn|creds)$/
const SUGGESTIVE_WHOLE = new Set(
  'key auth sid pin pass pwd signature sig connectsid phpsessid'.split(' '),
)
const TOKENS_OF_A_LIST =
  /(?:(?:page|next|prev|previous|continuation|stop|pad|bos|eos|unk|cls|sep|mask|sync|cancel|client|idempotency|resume|start|end|position|max|input|output|prompt|completion|total|reasoning|cached|special|new)tokens?)$/

/** @note Names of pages and actions, as `reset_password`: the field holds a link or a label. */
const ACTIONS =
  /^(?:forgot|reset|change|update|has|is|show|hide|needs|require|requires)(?:password|passwd|apikey|accesstoken)$/

const IN_URL = new Set(
  'sig signature xamzsignature xamzcredential xgoogsignature xgoogcredential'.split(' '),
)
const IN_QUERY = new Set('key token auth pass pwd jwt hapikey credential awsaccesskeyid'.split(' '))

const SCHEME = /^(?:bearer|basic|token|digest|aws4-hmac-sha256) +/i
const PROSE = /^[A-Za-z][a-z']*(?: [A-Za-z]?[a-z']+)+[.?!]?$|^[a-z]+-[a-z]+$/
const DIGEST = /^(?:sha\d{1,3}|md5)[=:-]/i
const STRIPE_PUBLIC = /^(?:pi|seti)_\w+_secret_\w+$/
const SHORTEST_NAME = 3
const LONGEST_NAME = 60
const HEX = /^[0-9a-f]+$/i
/** @note A longer `signature` that is not hexadecimal belongs to a model's reasoning, and is sent back to it. */
const LONGEST_SIGNATURE = 44

const certainties = new Map<string, Certainty | null>()
const condensed = new Map<string, string>()

function condense(name: string): string {
  let short = condensed.get(name)
  if (short === undefined) {
    short = name.toLowerCase().replace(/[^a-z0-9]/g, '')
    if (condensed.size > 5000) condensed.clear()
    condensed.set(name, short)
  }
  return short
}

/** Returns the certainty with which a field of this name holds a credential, and `null` for any other field. */
function certaintyOf(name: string): Certainty | null {
  if (name.length < SHORTEST_NAME || name.length > LONGEST_NAME) return null
  let certainty = certainties.get(name)
  if (certainty === undefined) {
    certainty = judgeName(condense(name))
    if (certainties.size > 5000) certainties.clear()
    certainties.set(name, certainty)
  }
  return certainty
}

function judgeName(short: string): Certainty | null {
  if (ACTIONS.test(short) || TOKENS_OF_A_LIST.test(short)) return null
  if (PHRASES.test(short)) return 'phrase'
  if (WHOLE.has(short) || ENDINGS.test(short)) return 'whatever'
  if (MIXED.test(short)) return 'mixed'
  if (CODES.test(short)) return 'code'
  return SUGGESTIVE.test(short) || SUGGESTIVE_WHOLE.has(short) ? 'drawn' : null
}

/** Returns `true` for the name of a field that holds a credential: `api_key`, `x-api-key`, `clientSecret`; never `max_tokens`. */
export function isCredentialName(name: string): boolean {
  const certainty = certaintyOf(name)
  return certainty === 'whatever' || certainty === 'phrase'
}

/** Returns `true` for the name of a field that may hold a credential. */
export function mayBeCredential(name: string): boolean {
  return certaintyOf(name) !== null
}

/** Returns `true` where a field's value is to be replaced for the field's name. */
export function isCredentialField(name: string, value: string): boolean {
  const certainty = certaintyOf(name)
  if (certainty === null || (value.length < 8 && certainty !== 'code' && certainty !== 'drawn'))
    return false
  const bare = value.replace(SCHEME, '')
  if (bare === '' || isStandIn(bare) || STRIPE_PUBLIC.test(bare) || DIGEST.test(bare)) return false
  switch (certainty) {
    case 'whatever':
      return !(PROSE.test(value) && isAboutItself(name, value))
    case 'phrase':
      return true
    case 'mixed':
      return isMixed(bare) || isDrawnText(bare)
    case 'code':
      return /^\d[\d -]{3,22}$/.test(bare) || isMixed(bare) || isDrawnText(bare)
    case 'drawn':
      return isDrawnValue(condense(name), bare)
  }
}

/** @note `secret: 'none of your business'` is no secret, `password: 'correct horse battery staple'` is one. */
function isAboutItself(name: string, value: string): boolean {
  const short = condense(name)
  return !/(?:password|passwd)$/.test(short) || /passw/i.test(value)
}

function isMixed(value: string): boolean {
  return value.length >= 8 && looksRandom(value) && !/[\s/\\]/.test(value)
}

function isDrawnValue(short: string, value: string): boolean {
  if (short === 'signature' && value.length > LONGEST_SIGNATURE && !HEX.test(value)) return false
  if (isDrawnText(value)) return true
  // A connection string or a URL: one of its parts.
  if (!/[;&?/=@,]/.test(value) || value.length > 2048) return false
  return value.split(/[;&?/=@, ]/).some((part) => isDrawnText(part))
}

/** Returns `true` for a query parameter of a URL that holds a credential; here `key` and `token` do, too. */
export function isCredentialParameter(name: string, value: string): boolean {
  if (value === '') return false
  const short = condense(name)
  if (IN_QUERY.has(short) || IN_URL.has(short) || isCredentialName(name)) return true
  if (mayBeCredential(name) && isCredentialField(name, value)) return true
  return short === 'code' && value.length >= 20 && looksRandom(value)
}

/** Returns `true` for `name=value` in the middle of a text, where less is certain. */
export function isCredentialPair(name: string, value: string): boolean {
  const short = condense(name)
  if (isStandIn(value)) return false
  if (IN_URL.has(short))
    return value.length >= 16 && looksRandom(value) && !/=[0-9a-f]+$/.test(value)
  if (isCredentialName(name)) return value.length >= 8
  return (
    (short === 'code' && isDrawnText(value)) ||
    (IN_QUERY.has(short) && value.length >= 16 && looksRandom(value)) ||
    isCredentialField(name, value)
  )
}
