import { isCredentialField, isCredentialName, mayBeCredential } from './credential-names.ts'
import { quotedText } from './quoted-text.ts'
import { isStandIn, isDrawnText, looksRandom } from './stand-in.ts'
import {
  AFTER_NAME,
  AFTER_PROMPT,
  AROUND,
  BARE,
  BESIDE,
  BETWEEN,
  COLON,
  ELEMENT,
  IN_LIST,
  LIST,
  LONG,
  LONG_BARE,
  MOST_DULL_NAMES,
  MOST_ELEMENTS,
  NEXT,
  OPENING,
  OPEN_TAG,
  PART,
  PRECEDING,
  SCHEME,
  TAB,
  UP_TO_SIGN,
  WITHIN_PAIR,
} from './name-patterns.ts'

/** A secret found by the name before it. */
interface NamedSecret {
  kind: 'credential-field' | 'url-key'
  start: number
  end: number
  /** The others of a list. */
  further?: NamedSecret[]
  seen?: Partial<SeenValues>
}

/** The findings of one text so far, about what is left of it to read. */
export interface SeenValues {
  /** No part of the text before this index looks drawn. */
  clearTo: number
  /** A bare value before this index was no plausible credential. */
  dullTo: number
  /** The names within bare values that were none. */
  dullNames: number
  /** The elements of lists before this index are no credentials, for the name if there is one. */
  listTo: number
  listOf: string | null
}

export const NOTHING_SEEN: Readonly<SeenValues> = {
  clearTo: 0,
  dullTo: 0,
  dullNames: 0,
  listTo: 0,
  listOf: null,
}

/** The findings of a value that is no secret. */
interface Seen {
  seen: Partial<SeenValues>
}

/**
 * Finds the value that a name stands for, in JSON text and its escaped forms, forms, variables, YAML, TOML, header lines,
 * options of commands, literals of Python, XML, and pairs of `name` and `value`.
 *
 * @param nameEnd The index after the name's last character.
 * @param before What the names before it in the text have shown.
 * @returns The place of the secret, or what was seen where there is none.
 */
export function findNamedSecret(
  text: string,
  nameEnd: number,
  before: Readonly<SeenValues> = NOTHING_SEEN,
): NamedSecret | Seen | null {
  // Most names in code are followed by what nothing is assigned with.
  const next = text.charCodeAt(nameEnd)
  if (next < 128 && AFTER_NAME[next] === 0) return null
  const nameStart = startOfName(text, nameEnd)
  const name = text.slice(nameStart, nameEnd)
  // A part of an address: `arn:aws:secretsmanager:eu-west-1:1:secret:db`.
  if (next === COLON && text[nameStart - 1] === ':' && !/\s/.test(text[nameEnd + 1] ?? ''))
    return null
  if (!mayBeCredential(name) || (nameStart < before.clearTo && !isCredentialName(name))) return null
  const sign = text.charCodeAt(nameStart - 1)
  if (sign === OPEN_TAG || sign === COLON) {
    const { opening = '', value } = match(ELEMENT, text, nameEnd)?.groups ?? {}
    if (value !== undefined) {
      const start = nameEnd + opening.length
      return isCredentialField(name, value)
        ? { kind: 'credential-field', start, end: start + value.length }
        : null
    }
  }
  const between = match(BETWEEN, text, nameEnd)
  const isOption = name.startsWith('-') && text[nameEnd] === ' '
  if (!between && !isOption) {
    const paired = pairedSecret(text, name, nameEnd)
    if (paired) return paired
    return text[nameStart - 1] === '"'
      ? partOfForm(text, name, nameEnd)
      : secretBeside(text, name, nameEnd)
  }
  const at = nameEnd + (between ? between[0].length : 1)
  const opening = match(OPENING, text, at)?.[0]
  const first =
    opening === undefined
      ? bareSecret(text, { name, nameStart, nameEnd, at }, before)
      : quotedSecret(text, { name, at: at + opening.length, opening })
  if (!between || !LIST.test(between[0])) return first
  const isRead = at < before.listTo && (before.listOf === null || before.listOf === name)
  const list = secretsInList(text, name, isRead ? before.listTo : at)
  const [found, ...further] = list.found
  if (found) return { ...found, further }
  if (isRead && list.end === before.listTo) return first
  const listOf = list.holdsDrawn ? name : null
  return { ...first, seen: { ...first?.seen, listTo: list.end, listOf } }
}

/** @note A list may hold other things: an element has to look drawn. */
function secretsInList(
  text: string,
  name: string,
  from: number,
): { found: NamedSecret[]; end: number; holdsDrawn: boolean } {
  const found: NamedSecret[] = []
  let holdsDrawn = false
  let at = from
  for (let element = 0; element < MOST_ELEMENTS; element++) {
    at += match(OPENING, text, at)?.[0].length ?? 0
    const value = match(IN_LIST, text, at)?.[0]
    if (value === undefined) break
    if (isDrawnText(value)) {
      holdsDrawn = true
      if (isCredentialField(name, value))
        found.push({ kind: 'credential-field', start: at, end: at + value.length })
    }
    at += value.length
    const next = match(NEXT, text, at)?.[0]
    if (next === undefined) break
    at += next.length
  }
  return { found, end: at, holdsDrawn }
}

/** @note Two texts side by side are a list of words more often than a name and its value. */
function pairedSecret(text: string, name: string, nameEnd: number): NamedSecret | null {
  const between = match(WITHIN_PAIR, text, nameEnd)?.[0]
  if (between === undefined) return precedingSecret(text, name, nameEnd)
  const opening = match(OPENING, text, nameEnd + between.length)![0]
  const at = nameEnd + between.length + opening.length
  const secret = quotedSecret(text, { name, at, opening })
  return secret && isDrawnText(text.slice(secret.start, secret.end)) ? secret : null
}

/** Finds the value in `{"value": "...", "key": "name"}`. */
function precedingSecret(text: string, name: string, nameEnd: number): NamedSecret | null {
  const nameStart = nameEnd - name.length
  const value = match(PRECEDING, text, nameStart)?.groups!['value']
  if (value === undefined || !isCredentialField(name, value)) return null
  const start = text.lastIndexOf(value, nameStart - value.length)
  return { kind: 'credential-field', start, end: start + value.length }
}

function partOfForm(text: string, name: string, nameEnd: number): NamedSecret | null {
  const before = text.slice(Math.max(0, nameEnd - name.length - 24), nameEnd - name.length)
  if (!/form-data; name=\\{0,8}"$/.test(before)) return null
  const between = match(PART, text, nameEnd)?.[0]
  if (between === undefined) return null
  const start = nameEnd + between.length
  const value = match(BARE, text, start)?.[0]
  return value !== undefined && isCredentialField(name, value)
    ? { kind: 'credential-field', start, end: start + value.length }
    : null
}

/** @note What stands beside a name is a word more often than not: it has to look drawn, or be quoted with a digit in it. */
function secretBeside(text: string, name: string, nameEnd: number): NamedSecret | null {
  const isTab = match(TAB, text, nameEnd) !== null
  if (!isTab && !isCredentialName(name) && !isOfPhrase(text, name, nameEnd)) return null
  const between = match(BESIDE, text, nameEnd)
  if (!between) return null
  const start = nameEnd + between[0].length
  const value = match(BARE, text, start)?.[0].replace(/[.:!?]+$/, '')
  if (value === undefined || !isCredentialField(name, value)) return null
  const isQuoted = between.groups!['opening'] !== undefined && value.length >= 8
  if (!isDrawnText(value) && !(isQuoted && looksRandom(value))) return null
  return { kind: 'credential-field', start, end: start + value.length }
}

const PHRASE = /\b(?:api|access|auth|secret|private|signing) $/i

/** Returns `true` for the last word of `api key` and the like. */
function isOfPhrase(text: string, name: string, nameEnd: number): boolean {
  if (!/^(?:key|token)$/i.test(name)) return false
  const start = nameEnd - name.length
  return PHRASE.test(text.slice(Math.max(0, start - 10), start))
}

function quotedSecret(
  text: string,
  { name, at, opening }: { name: string; at: number; opening: string },
): NamedSecret | null {
  const whole = quotedText(text, at, opening)
  if (whole === undefined || AFTER_PROMPT.test(whole)) return null
  // A variable of several lines begins and ends with a line break.
  const value = whole.replace(AROUND, '')
  if (!isCredentialField(name, value)) return null
  const start = at + whole.indexOf(value)
  const scheme = /authorization$/i.test(name) ? (match(SCHEME, text, at)?.[0].length ?? 0) : 0
  return { kind: 'credential-field', start: start + scheme, end: start + value.length }
}

interface BarePlace {
  name: string
  nameStart: number
  nameEnd: number
  at: number
}

/**
 * @note `key=key=key=...`: of the names within a long value that is no credential only the first are read to its end, and the
 * others up to the next sign.
 */
function bareSecret(
  text: string,
  place: BarePlace,
  { dullTo, dullNames }: Readonly<SeenValues>,
): NamedSecret | Seen | null {
  const { name, nameStart, nameEnd } = place
  const within = nameStart < dullTo ? dullNames + 1 : 0
  const scheme = /authorization$/i.test(name) ? (match(SCHEME, text, place.at)?.[0].length ?? 0) : 0
  const at = place.at + scheme
  const isLong = () => at + LONG < dullTo || match(LONG_BARE, text, at) !== null
  const isWithinMany = within > MOST_DULL_NAMES && isLong()
  if (isWithinMany) {
    const part = match(UP_TO_SIGN, text, at)?.[0]
    if (part === undefined || !isCredentialField(name, part) || !isPlausible(name, part))
      return null
  }
  const value = match(BARE, text, at)?.[0].replace(/[.:!?]+$/, '')
  if (value === undefined || text[at + value.length] === '(') return null
  const dull = { seen: { dullTo: at + value.length, dullNames: within } }
  if (isStandIn(value)) return dull
  if (!isCredentialField(name, value)) return { seen: { clearTo: at + value.length } }
  const isAssigned = text[nameEnd] === '=' && nameEnd + 1 === at
  const isVariable = isAssigned && /^[A-Z][A-Z0-9_]*$/.test(name) && isLineStart(text, nameStart)
  if (!isVariable && !isWithinMany && !isPlausible(name, value)) return dull
  const isParameter = isAssigned && /[?&;]|^$/.test(text[nameStart - 1] ?? '')
  return { kind: isParameter ? 'url-key' : 'credential-field', start: at, end: at + value.length }
}

/** @note Bare words are code or prose more often than not: `password = getPassword`, `token: string`. */
function isPlausible(name: string, value: string): boolean {
  if (!isCredentialName(name)) return true
  if (isDrawnText(value)) return true
  return (
    looksRandom(value) &&
    !/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) &&
    !value.includes('/')
  )
}

function isLineStart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 8), at)
  return /(?:^|[\n"'\x60]|\\n|export )$/.test(before)
}

function startOfName(text: string, end: number): number {
  let start = end
  while (start > 0 && end - start < 61 && isNameCode(text.charCodeAt(start - 1))) start--
  // The letter of an escape sequence is no part of the name after it, nor is the code of an encoded character.
  if (start > 0 && text[start - 1] === '%' && end - start > 2) return start + 2
  return start > 0 && text[start - 1] === '\\' && /[nrt]/.test(text[start]!) ? start + 1 : start
}

/** Returns `true` for a letter, a digit, `_`, `-`, `.` or `$`. */
function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 36
  )
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
