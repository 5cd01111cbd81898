import { utf8 } from '../bytes.ts'
import { base64Forms, escapedForms, toHex } from './forms/escaped-forms.ts'
import { spelledForms } from './forms/spelled-forms.ts'
import type { RedactionRules } from './rules.ts'
import { toKind } from './placeholder.ts'
import { isDrawnText } from './stand-in.ts'

const SHORTEST = 8
const SHORTEST_CASED = 16

/** A text that is a secret as it stands, in one of the forms it may take. */
export interface LiteralSecret {
  kind: string
  secret: string
  form: string
}

/** @note With what may go before it in one word: `PGPASSWORD`, `APIKEYS`, `REDISAUTH`. */
const SECRET_WORD =
  /(?:APIKEYS?|TOKENS?|SECRETS?|PASSWORDS?|PASSWDS?|PASSPHRASES?|CREDENTIALS?|CREDS?)$|^(?:KEYS?|PWD|PASS|AUTH|PRIVATE|PAT|JWTS?|DSNS?|WEBHOOK|COOKIES?|SESSION|SIGNATURE|SAS)$/

/** @note A name with such a word names where or how more often than a secret: the value has to look drawn. */
const HARMLESS_ENDING =
  /^(?:PATH|FILE|DIR|SOCK|URL|URI|ENDPOINT|HOST|DOMAIN|ISSUER|AUDIENCE|NAME|USER|EMAIL|TYPE|MODE|METHOD|PROVIDER|REGION|VERSION|ENABLED|LIMIT|TTL|EXPIRY|LENGTH|SIZE|COUNT|ALGORITHM|SCOPE|SCOPES|ENCODING|PREFIX|HEADER)$/
const HARMLESS_WORDS = /^(?:CACHE|SORT|PRIMARY|PARTITION|FOREIGN|MAX|MIN|INPUT|OUTPUT|SESSION)$/

/** The certainty with which an environment variable of this name holds a credential. */
function certaintyOf(name: string): 'likely' | 'if_drawn' | null {
  if (/^npm_(?:config|package|lifecycle)_/i.test(name) || /^(?:OLD)?PWD$/.test(name)) return null
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean)
  if (!words.some((word) => SECRET_WORD.test(word))) return null
  const isHarmless =
    HARMLESS_ENDING.test(words.at(-1)!) || words.some((word) => HARMLESS_WORDS.test(word))
  return isHarmless ? 'if_drawn' : 'likely'
}

/** A URL with a user and a password, `postgres://ann:hunter2@db.test/orders`. */
const URL_WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^\s:/@?#]*:([^\s/@]{6,})@/i
/** A URL whose user is a key, as Sentry's are. */
const URL_WITH_KEY = /^https?:\/\/([^\s:/@?#]{16,})@/i
const PASSWORD_PART =
  /(?:^|[;\s])(?:password|pwd|accountkey|sharedaccesskey|accesskey)=([^;\s]{6,})/i

/** Lists what is secret in a variable's value: the whole of it, or the password of a URL or connection string. */
function secretsIn(name: string, value: string): string[] {
  const url = URL_WITH_PASSWORD.exec(value) ?? URL_WITH_KEY.exec(value)
  if (url)
    return /^(?:password|postgres|secret|example|changeme|guest)$/i.test(url[1]!)
      ? []
      : [value, url[1]!]
  const part = PASSWORD_PART.exec(value)
  if (part) return [value, part[1]!]
  const certainty = certaintyOf(name)
  if (certainty === null || !isSecretValue(value)) return []
  return certainty === 'likely' || isDrawnText(value) ? [value] : []
}

/** Returns `true` for a value that could be a secret: long enough, no word, no number, no path, no plain URL. */
function isSecretValue(value: string): boolean {
  if (value.length < 8 || /^[\d.,:+\-\s]+$/.test(value)) return false
  if (/^(?:[A-Za-z]?[a-z]+|[A-Z]+)$/.test(value) && value.length < 16) return false
  if (/^https?:\/\/[^@?]*$/.test(value)) return false
  return !isPath(value)
}

/** @note A random secret may begin with a slash: a path's segments are not long, mixed and numbered at once. */
function isPath(value: string): boolean {
  if (!/^(?:[A-Za-z]:[\\/]|file:|~?\/|\.{1,2}\/)/.test(value)) return false
  return !value
    .split(/[\\/]/)
    .some(
      (part) => part.length >= 16 && /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part),
    )
}

/** The literal secrets of the rules, from the environment and from the user, in every form they may take. */
export function literalSecrets(rules: RedactionRules): LiteralSecret[] {
  const found: LiteralSecret[] = []
  for (const { name, pattern } of rules.secrets ?? []) {
    if (typeof pattern === 'string' && pattern !== '') addAllForms(found, toKind(name), pattern)
  }
  const env = rules.env ?? {}
  for (const name of Object.keys(env).sort()) {
    const value = env[name]?.trim()
    if (value === undefined || value.length < SHORTEST) continue
    for (const secret of secretsIn(name, value)) {
      if (!found.some(({ form }) => form === secret))
        addAllForms(found, toKind(`env-${name}`), secret)
    }
  }
  return found
}

/** The values that the environment holds, and the secret parts of them. */
export function environmentSecrets({ env = {} }: RedactionRules): Set<string> {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [value.trim(), ...secretsIn(name, value.trim())],
  )
  return new Set(values)
}

/** Looks up what variables of the environment hold. */
export function variablesOf(rules: RedactionRules) {
  let named: Map<string, string[]> | undefined
  let seen: number | undefined
  return {
    variable: (value: string) => variableHolding(rules, value),
    isVariable: (value: string) => environmentSecrets(rules).has(value),
    /** The variables with a credential that is this secret as a whole, as kinds name them. */
    namesOf: (secret: string): readonly string[] => {
      const present = rules.changes?.()
      if (!named || present !== seen) named = credentialsByValue(rules)
      seen = present
      return named.get(secret) ?? []
    },
  }
}

function credentialsByValue({ env = {} }: RedactionRules): Map<string, string[]> {
  const named = new Map<string, string[]>()
  for (const name of Object.keys(env).sort()) {
    const value = env[name]?.trim() ?? ''
    if (value.length < SHORTEST || !secretsIn(name, value).includes(value)) continue
    named.set(value, [...(named.get(value) ?? []), toKind(`env-${name}`).slice('env-'.length)])
  }
  return named
}

/** Finds the variable whose value a text holds, as it is or in base64. */
function variableHolding({ env = {} }: RedactionRules, text: string): string | undefined {
  return Object.keys(env).find((name) => {
    const value = env[name]?.trim()
    if (value === undefined || value.length < SHORTEST) return false
    return text.includes(value) || base64Forms(value).some((form) => text.includes(form))
  })
}

/** @note In another case, too, as within the name of a host: what looks drawn is nothing else in any case. */
function addAllForms(found: LiteralSecret[], kind: string, secret: string): void {
  addForms(found, kind, secret)
  for (const form of spelledForms(secret)) found.push({ kind, secret, form })
  if (secret.length < SHORTEST_CASED || !isDrawnText(secret)) return
  for (const form of [secret.toLowerCase(), secret.toUpperCase()])
    if (form !== secret) found.push({ kind, secret, form })
}

/** Adds a secret in every form it may take. */
export function addForms(found: LiteralSecret[], kind: string, secret: string): void {
  const forms = new Set([secret, ...escapedForms(secret)])
  if (secret.length >= 8) {
    for (const form of base64Forms(secret)) forms.add(form)
    const hex = toHex(utf8(secret))
    forms.add(hex).add(hex.toUpperCase())
  }
  for (const form of forms) found.push({ kind, secret, form })
}
