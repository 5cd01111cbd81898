import { fromBase64, toBase64, utf8, utf8Text } from '../bytes.ts'
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../json.ts'

/** The beginning of a stand-in's signature. */
export const JWT_MARK = 'redacted-jwt-'

/** The digits after the mark: as many as make the signature valid base64url. */
export const JWT_NUMBER = String.raw`\d{3}|\d{7}|\d{11}`

/** The claims that clients act on or that are public: lifetime, issuer, audience and permissions, algorithm and key. */
const KEPT = new Set(['exp', 'iat', 'nbf', 'iss', 'aud', 'scope', 'alg', 'kid', 'typ'])
/** The stand-in for the text of every other claim. */
export const CLAIM_STAND_IN = 'redacted'
const DEEPEST = 8
const MOST = 50

/** The rules for the stand-in of a token. */
export interface TokenRules {
  /** Further claims to keep. */
  claims: ReadonlySet<string>
  /** Replaces the secrets in what is kept. */
  redact: (value: JsonValue) => JsonValue
}

/**
 * Makes the stand-in of a JWT: a token that can be decoded, with what clients act on, a stand-in for every other claim, and a
 * signature that is none. Returns `undefined` for what only looks like a JWT.
 */
export function jwtStandIn(token: string, number: number, rules: TokenRules): string | undefined {
  const [header, claims] = token.split('.', 2).map(decode)
  if (!header || !claims) return undefined
  const parts = [header, claims].map((part) => encode(JSON.stringify(standInOfPart(part, rules))))
  const digits = String(number)
  const width = [3, 7, 11].find((length) => length >= digits.length)!
  return `${parts.join('.')}.${JWT_MARK}${digits.padStart(width, '0')}`
}

function standInOfPart(part: JsonObject, { claims, redact }: TokenRules): JsonObject {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      String(redact(name)),
      KEPT.has(name) || claims.has(name) ? redact(value) : standInOf(value, redact),
    ]),
  )
}

/** A value of the same form that says nothing. */
function standInOf(value: JsonValue, redact: TokenRules['redact'], depth = 0): JsonValue {
  if (typeof value === 'string') return CLAIM_STAND_IN
  if (typeof value === 'number') return 0
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return Array.isArray(value) ? [] : {}
  if (Array.isArray(value))
    return value.slice(0, MOST).map((item) => standInOf(item, redact, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST)
      .map(([name, item]) => [String(redact(name)), standInOf(item, redact, depth + 1)]),
  )
}

function decode(part: string): JsonObject | undefined {
  try {
    const bytes = fromBase64(part.replaceAll('-', '+').replaceAll('_', '/'))
    const json = parseJson(utf8Text(bytes) ?? '')
    return isJsonObject(json) ? json : undefined
  } catch {
    return undefined // What is no base64 is no token.
  }
}

function encode(text: string): string {
  const base64 = toBase64(utf8(text))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
