import { isStandIn, looksRandom } from './stand-in.ts'

const WHOLE = new Set(
  'authorization proxyauthorization secret idtoken sharedaccesskey sharedaccesssignature signingkey'.split(
    ' ',
  ),
)

const ENDINGS =
  /(?:apikey|password|passwd|passphrase|clientsecret|accesstoken|refreshtoken|authtoken|bearertoken|sessiontoken|securitytoken|apitoken|apisecret|privatekey|secretkey|secretaccesskey|signingsecret|webhooksecret|subscriptionkey|accountkey|encryptionkey)$/

/** @note What a page or an action is called, not what it holds: `reset_password` is where to go. */
const ACTIONS =
  /^(?:forgot|reset|change|update|has|is|show|hide|needs|require|requires)(?:password|passwd|apikey|accesstoken)$/

const IN_URL = new Set(
  'sig signature xamzsignature xamzcredential xgoogsignature xgoogcredential'.split(' '),
)
const IN_QUERY = new Set('key token auth pass pwd jwt hapikey credential awsaccesskeyid'.split(' '))

const SCHEME = /^(?:bearer|basic|token|digest|aws4-hmac-sha256) +/i

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

/** Says whether a field of this name holds a credential: `api_key`, `x-api-key`, `clientSecret`; never `max_tokens`. */
export function isCredentialName(name: string): boolean {
  if (name.length < 6 || name.length > 60) return false
  const short = condense(name)
  return (WHOLE.has(short) || ENDINGS.test(short)) && !ACTIONS.test(short)
}

/** Says whether what a field holds is to be replaced for the field's name. */
export function isCredentialField(name: string, value: string): boolean {
  if (value.length < 8 || !isCredentialName(name)) return false
  const bare = value.replace(SCHEME, '')
  return bare !== '' && !isStandIn(bare)
}

/** Says whether a query parameter of a URL holds a credential; here `key` and `token` do, too. */
export function isCredentialParameter(name: string, value: string): boolean {
  if (value === '') return false
  const short = condense(name)
  if (IN_QUERY.has(short) || IN_URL.has(short) || isCredentialName(name)) return true
  return short === 'code' && value.length >= 20 && looksRandom(value)
}

/** The same for `name=value` in the middle of a text, where less is certain. */
export function isCredentialPair(name: string, value: string): boolean {
  const short = condense(name)
  if (isStandIn(value)) return false
  if (IN_URL.has(short)) return value.length >= 16
  if (isCredentialName(name)) return value.length >= 8
  return IN_QUERY.has(short) && value.length >= 16 && looksRandom(value)
}
