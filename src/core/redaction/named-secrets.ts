import { isCredentialField, isCredentialName, mayBeCredential } from './credential-names.ts'
import { SPACE_BETWEEN_LINES as SPACE } from './line-breaks.ts'
import { quotedText } from './quoted-text.ts'
import { isStandIn, isDrawnText, looksRandom } from './stand-in.ts'

/** The ends of the names that may stand before a credential, in lower case. */
const ENDS =
  'password passwd passphrase passcode secret secrets token tokens key keys pwd pass auth bearer jwt sid otp pin ssn dsn sig signature authorization cookie cookies credential credentials creds session_id sessionid session-id sessionId hash connection_string connectionString webhook_url webhookUrl xsrf csrf code phrase mnemonic credit_card creditCard card_number'.split(
    ' ',
  )

/** The literals that the finder looks for: each end without its first letter, which may be a capital, and in capitals. */
export const NAME_ATOMS: string[] = [
  ...new Set(
    ENDS.flatMap((end) => {
      const atom = end.length > 3 ? end.slice(1) : end
      const capital = end[0]!.toUpperCase() + end.slice(1)
      return [atom, end.toUpperCase(), ...(end.length > 3 ? [] : [capital])]
    }),
  ),
]

const QUOTE = String.raw`(?:\\{0,8}["'${'`'}]|&(?:quot|apos|#34|#39|#x27);|(?:%5C)?%2[27])`
/** A console prints values in colours. */
const COLOR = String.raw`(?:\x1b\[[\d;]{0,8}m){0,2}`
const SEPARATOR = String.raw`${COLOR}\s{0,20}(?:=>|:=|::?|=|%3A|%3D)(?:\s|%20){0,20}${COLOR}`
/** Between two parts of a value: spaces, and line breaks with the signs and colours of a difference. */
const GAP = String.raw`(?:[+-]|${SPACE}|\x1b\[[\d;]{0,8}m){0,60}`
const OPENED = String.raw`(?:(?:[[(]|Array \[)${GAP}|(?:\{|Object \{)${GAP}${QUOTE}?value${QUOTE}?${SEPARATOR})?`
const PAIRED = String.raw`(?:${GAP},)?${GAP}${QUOTE}?value${QUOTE}?${SEPARATOR}`

/** Before a value in YAML: an anchor, a tag, the sign of a block, that of a list. */
const YAML = String.raw`:(?:[ ]{1,20}(?:(?:&\w|!!?[a-z])[\w./-]{0,40}|[>|][-+\d]{0,2})${SPACE}{1,30}|${SPACE}{1,30}-[ ]{1,4})`
/** Between the two elements of a property list. */
const PLIST = `</key>${SPACE}{0,30}<string>`

/** Between a name and its value: `": "`, `=`, ` = '`, `": {"value": "`, `", "value": "`. */
const BETWEEN = new RegExp(
  `(?:${QUOTE})?(?:${YAML}|${SEPARATOR}${OPENED}|${PAIRED}|${PLIST})`,
  'iy',
)
/** Between the two of a pair, `["name", "value"]`. */
const WITHIN_PAIR = new RegExp(`${QUOTE}${GAP},${GAP}(?=${QUOTE})`, 'iy')
/** Between a name and what stands beside it alone: in a sentence, a table, a statement, a file of tools. */
const BESIDE = new RegExp(
  String.raw`${QUOTE}?(?:[ \t]{0,4}\|[ \t]{1,4}|[ \t](?:is|was)[ \t:]{1,4}|(?:[ \t]|\\{1,8}t){1,4})(?<opening>${QUOTE})?`,
  'iy',
)
const TAB = /\t|\\{1,8}t/y
/** Between the name of a part of a form and its value. */
const PART = new RegExp(
  String.raw`\\{0,8}"(?:;[^\n]{0,100}?)?(?:${SPACE}|\x1b\[\d{1,2}m){2,60}`,
  'y',
)
const REACH = 300
const PRECEDING = new RegExp(
  `${QUOTE}?value${QUOTE}?${SEPARATOR}${QUOTE}(?<value>[^"'\\\\&%]{8,160})${QUOTE}${GAP},${GAP}${QUOTE}?(?:name|key)${QUOTE}?${SEPARATOR}${QUOTE}$`,
  'i',
)
/** Between a name and a list. */
const LIST = /\[|- {1,4}$/
// oxlint-disable-next-line no-control-regex
const IN_LIST = /[^\s"',[\]{}\\\u001b]{1,1024}/y
const NEXT = new RegExp(String.raw`${QUOTE}?(?:${GAP},${GAP}|${SPACE}{1,40}-[ ]{1,4})`, 'y')
const MOST_ELEMENTS = 100
const OPEN_TAG = 60
const COLON = 58
const OPENING = new RegExp(`[bru]?${QUOTE}`, 'iy')
const AROUND = new RegExp(`^${SPACE}{1,60}|${SPACE}{1,60}$`, 'g')
// oxlint-disable-next-line no-control-regex
const BARE = /(?:[^\s&"'<>\\;,(){}[\]|`%\u001b]|%(?!2[267C]|0[AD]|7D)){4,1024}/iy
/** @note The quote after `"Password: "` closes: what follows up to the next one is code. */
const AFTER_PROMPT = /^[)\]](?:[\s;.,)]|\\{1,4}n)/
const SCHEME = /(?:bearer|basic|token|digest|apikey|key) +/iy
const ELEMENT =
  /(?<opening>(?:\s[^<>]{1,200})?>(?:<!\[CDATA\[)?)(?<value>[^<>\s\]][^<>\]]{3,4000})(?=(?:\]\]>)?<\/)/y

/** The characters that may follow a name: spaces, quotes in all their forms, separators, the end of a tag, colours. */
const AFTER_NAME = new Uint8Array(128)
for (const character of '\t\n\v\f\r "\'`\\&%:=><,|+\u001b') AFTER_NAME[character.charCodeAt(0)] = 1

/** A secret found by the name before it. */
interface NamedSecret {
  kind: 'credential-field' | 'url-key'
  start: number
  end: number
  /** The others of a list. */
  further?: NamedSecret[]
}

/**
 * Finds the value that a name stands for, in JSON text and its escaped forms, forms, variables, YAML, TOML, header lines,
 * options of commands, literals of Python, XML, and pairs of `name` and `value`.
 *
 * @param nameEnd The index after the name's last character.
 * @param clearTo The index before which no part of the text looks drawn.
 * @returns The place of the secret, or the index up to which a value was read that looks drawn in none of its parts.
 */
export function findNamedSecret(
  text: string,
  nameEnd: number,
  clearTo = 0,
): NamedSecret | { clearTo: number } | null {
  // Most names in code are followed by what nothing is assigned with.
  const next = text.charCodeAt(nameEnd)
  if (next < 128 && AFTER_NAME[next] === 0) return null
  const nameStart = startOfName(text, nameEnd)
  const name = text.slice(nameStart, nameEnd)
  // A part of an address: `arn:aws:secretsmanager:eu-west-1:1:secret:db`.
  if (next === COLON && text[nameStart - 1] === ':' && !/\s/.test(text[nameEnd + 1] ?? ''))
    return null
  if (!mayBeCredential(name) || (nameStart < clearTo && !isCredentialName(name))) return null
  const before = text.charCodeAt(nameStart - 1)
  if (before === OPEN_TAG || before === COLON) {
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
      ? bareSecret(text, { name, nameStart, nameEnd, at })
      : quotedSecret(text, { name, at: at + opening.length, opening })
  if (!between || !LIST.test(between[0])) return first
  const [found, ...further] = secretsInList(text, name, at)
  return found ? { ...found, further } : first
}

/** @note A list may hold other things: an element has to look drawn. */
function secretsInList(text: string, name: string, from: number): NamedSecret[] {
  const found: NamedSecret[] = []
  let at = from
  for (let element = 0; element < MOST_ELEMENTS; element++) {
    at += match(OPENING, text, at)?.[0].length ?? 0
    const value = match(IN_LIST, text, at)?.[0]
    if (value === undefined) break
    if (isDrawnText(value) && isCredentialField(name, value))
      found.push({ kind: 'credential-field', start: at, end: at + value.length })
    at += value.length
    const next = match(NEXT, text, at)?.[0]
    if (next === undefined) break
    at += next.length
  }
  return found
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
  if (!/["';27]/.test(text[nameEnd - name.length - 1] ?? '')) return null
  const before = text.slice(Math.max(0, nameEnd - name.length - REACH), nameEnd - name.length)
  const value = PRECEDING.exec(before)?.groups!['value']
  if (value === undefined || !isCredentialField(name, value)) return null
  const start = nameEnd - name.length - before.length + before.lastIndexOf(value)
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
  if (!isTab && !isCredentialName(name)) return null
  const between = match(BESIDE, text, nameEnd)
  if (!between) return null
  const start = nameEnd + between[0].length
  const value = match(BARE, text, start)?.[0].replace(/[.:!?]+$/, '')
  if (value === undefined || !isCredentialField(name, value)) return null
  const isQuoted = between.groups!['opening'] !== undefined && value.length >= 8
  if (!isDrawnText(value) && !(isQuoted && looksRandom(value))) return null
  return { kind: 'credential-field', start, end: start + value.length }
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

function bareSecret(text: string, place: BarePlace): NamedSecret | { clearTo: number } | null {
  const { name, nameStart, nameEnd } = place
  const scheme = /authorization$/i.test(name) ? (match(SCHEME, text, place.at)?.[0].length ?? 0) : 0
  const at = place.at + scheme
  const value = match(BARE, text, at)?.[0].replace(/[.:!?]+$/, '')
  if (value === undefined || text[at + value.length] === '(' || isStandIn(value)) return null
  if (!isCredentialField(name, value)) return { clearTo: at + value.length }
  const isAssigned = text[nameEnd] === '=' && nameEnd + 1 === at
  const isVariable = isAssigned && /^[A-Z][A-Z0-9_]*$/.test(name) && isLineStart(text, nameStart)
  if (!isVariable && !isPlausible(name, value)) return null
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
