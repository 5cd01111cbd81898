import { SPACE_BETWEEN_LINES as SPACE } from './quoted-text.ts'

/** The ends of the names that may stand before a credential, in lower case. */
const ENDS =
  'password passwd passphrase passcode secret secrets token tokens key keys pwd pass auth bearer jwt sid otp pin ssn dsn sig signature authorization cookie cookies credential credentials creds session_id sessionid session-id sessionId hash connection_string connectionString webhook_url webhookUrl xsrf csrf code phrase mnemonic credit_card creditCard card_number secret_key_base secretKeyBase passwort'.split(
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

/** Between a variable and the text that it is set to, with a type: `: String = `; between the attributes of a tag. */
const TYPED = String.raw`[?!]?:[ ]{0,4}&?[A-Za-z][\w.<>[\]|? ]{0,40}=[ ]{0,4}(?=[bru]?${QUOTE})`
const ATTRIBUTE = String.raw`[ ]{1,4}content=(?=${QUOTE})`

/** Between a name and its value: `": "`, `=`, ` = '`, `": {"value": "`, `", "value": "`. */
export const BETWEEN = new RegExp(
  `(?:${QUOTE})?(?:${TYPED}|${ATTRIBUTE}|${YAML}|${SEPARATOR}${OPENED}|${PAIRED}|${PLIST})`,
  'iy',
)
/** Between the two of a pair, `["name", "value"]`. */
export const WITHIN_PAIR = new RegExp(`${QUOTE}${GAP},${GAP}(?=${QUOTE})`, 'iy')
/** Between a name and what stands beside it alone: in a sentence, a table, a statement, a file of tools. */
export const BESIDE = new RegExp(
  String.raw`${QUOTE}?(?:[ \t]{0,4}\|[ \t]{1,4}|[ \t](?:is|was|->)[ \t:]{1,4}|(?:[ \t]|\\{1,8}t){1,4})(?<opening>${QUOTE})?`,
  'iy',
)
export const TAB = /\t|\\{1,8}t/y
/** Between the name of a part of a form and its value. */
export const PART = new RegExp(
  String.raw`\\{0,8}"(?:;[^\n]{0,100}?)?(?:${SPACE}|\x1b\[\d{1,2}m){2,60}`,
  'y',
)
/** @note Read backwards from the name: most names have nothing of it before them. */
export const PRECEDING = new RegExp(
  `(?<=${QUOTE}?value${QUOTE}?${SEPARATOR}${QUOTE}(?<value>[^"'\\\\&%]{8,160})${QUOTE}${GAP},${GAP}${QUOTE}?(?:name|key)${QUOTE}?${SEPARATOR}${QUOTE})`,
  'iy',
)
/** Between a name and a list. */
export const LIST = /\[|- {1,4}$/
// oxlint-disable-next-line no-control-regex
export const IN_LIST = /[^\s"',[\]{}\\\u001b]{1,1024}/y
export const NEXT = new RegExp(String.raw`${QUOTE}?(?:${GAP},${GAP}|${SPACE}{1,40}-[ ]{1,4})`, 'y')
export const MOST_ELEMENTS = 100
export const OPEN_TAG = 60
export const COLON = 58
export const OPENING = new RegExp(`[bru]?${QUOTE}`, 'iy')
export const AROUND = new RegExp(`^${SPACE}{1,60}|${SPACE}{1,60}$`, 'g')
const IN_BARE = String.raw`(?:[^\s&"'<>\\;,(){}[\]|${'`'}%\x1b]|%(?!2[267C]|0[AD]|7D))`
export const BARE = new RegExp(`${IN_BARE}{4,1024}`, 'iy')
export const LONG = 128
export const LONG_BARE = new RegExp(`${IN_BARE}{${LONG}}`, 'iy')
export const UP_TO_SIGN = /[\w.~+!@#$*?-]{8,1024}/y
export const MOST_DULL_NAMES = 2
/** @note The quote after `"Password: "` closes: what follows up to the next one is code. */
export const AFTER_PROMPT = /^[)\]](?:[\s;.,)]|\\{1,4}n)/
export const SCHEME = /(?:bearer|basic|token|digest|apikey|key) +/iy
export const ELEMENT =
  /(?<opening>(?:\s[^<>]{1,200})?>(?:<!\[CDATA\[)?)(?<value>[^<>\s\]][^<>\]]{3,4000})(?=(?:\]\]>)?<\/)/y

/** The characters that may follow a name: spaces, quotes in all their forms, separators, the end of a tag, colours. */
export const AFTER_NAME = new Uint8Array(128)
for (const character of '\t\n\v\f\r "\'`\\&%:=><,|+\u001b') AFTER_NAME[character.charCodeAt(0)] = 1
