import {
  readDateString,
  readEpoch,
  readIso,
  readIsoDate,
  readLocale,
  readNamedDate,
  type ClockTime,
} from './clock-forms.ts'

const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const LONG_MONTH =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December)'
const HEX = '[0-9a-fA-F]'

/** Ids of the kinds that model providers and frameworks give out. */
const PREFIX =
  '(?:call|toolu|srvtoolu|msg|resp|chatcmpl|cmpl|gen|run|req|fc|rs|ws|item|thread|step|asst|conv|trace|span|group|evt|ses|sess|session)[_-]'

/** The forms that a volatile value can have, the more telling first. */
const FORMS = {
  uuid: `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`,
  iso: '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?|\\d{8}T\\d{6}(?:\\d{3})?Z',
  dateString: `${DAY_NAME},? (?:\\d\\d ${MONTH}|${MONTH} \\d\\d) \\d{4} \\d\\d:\\d\\d:\\d\\d GMT(?:[+-]\\d{4}(?: \\([^)]{1,40}\\))?)?`,
  namedDate: `${DAY_NAME} ${MONTH} \\d\\d \\d{4}|(?:${DAY_NAME}[a-z]*day, )?${LONG_MONTH} \\d{1,2}, \\d{4}|\\d{1,2} ${LONG_MONTH} \\d{4}`,
  locale:
    '\\d{1,2}([/.])\\d{1,2}\\1\\d{4}(?:,? \\d{1,2}:\\d\\d(?::\\d\\d)?(?:[ \\u202f]?[APap][Mm])?)?',
  // As a part of a longer name it is a version, a file or an order number.
  date: '(?<![-_/])(?:\\d{4}-\\d\\d-\\d\\d|\\d{4}/\\d\\d/\\d\\d)(?![-_/])',
  fraction: '0\\.\\d{11,}',
  epoch: '\\d{13}(?:\\.\\d{1,9})?|\\d{10}(?:\\.\\d{1,9})?',
  ulid: '[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-7][0-9a-hjkmnp-tv-z]{25}',
  prefixed: `${PREFIX}[A-Za-z0-9]{12,}`,
  nano: '(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])(?<![_-])[A-Za-z0-9_-]{21}(?![_-])',
  token: '(?=[A-Za-z0-9]*(?:\\d|[a-z][A-Z]))[A-Za-z0-9]{16,}',
} as const
export type Form = keyof typeof FORMS

const TOKEN = new RegExp(
  `(?<![A-Za-z0-9]|\\d\\.)(?:${Object.entries(FORMS)
    // The back reference of a group that is not the first.
    .map(
      ([form, source]) =>
        `(?<${form}>${source.replace('([/.])', '(?<mark>[/.])').replace('\\1', '\\k<mark>')})`,
    )
    .join('|')})(?![A-Za-z0-9]|\\.\\d)`,
  'g',
)

/** A piece of a text that may be volatile. */
export interface Token {
  form: Form
  text: string
}

/** A text taken apart: what stands between its tokens, and the tokens. */
export interface Lexed {
  literals: string[]
  tokens: Token[]
}

/** Takes a text apart into what may be volatile and the rest. */
export function lexText(text: string): Lexed {
  const literals: string[] = []
  const tokens: Token[] = []
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups as Partial<Record<string, string>>
    const form = (Object.keys(FORMS) as Form[]).find((name) => groups[name] !== undefined)!
    literals.push(text.slice(at, match.index))
    tokens.push({ form, text: match[0] })
    at = match.index + match[0].length
  }
  literals.push(text.slice(at))
  return { literals, tokens }
}

const READERS: Partial<Record<Form, (text: string) => ClockTime[]>> = {
  iso: readIso,
  dateString: readDateString,
  namedDate: readNamedDate,
  locale: readLocale,
  date: readIsoDate,
  epoch: readEpoch,
}

/** The times that a token can be read as; `null` for one that is no time. */
export function readClock({ form, text }: Token): ClockTime[] | null {
  return READERS[form]?.(text) ?? null
}

/** Milliseconds with a fraction, and seconds with more digits than milliseconds have. */
const FINE = /^(\d{13}\.|\d{10}\.\d{3}(?=\d))\d+$/

/** Checks that a time has milliseconds with a fraction, as files and timers have them: `Date` has none. */
export function isFineTime({ form, text }: Token): boolean {
  return form === 'epoch' && /^\d{13}\./.test(text)
}

/** Returns the style of a token: its form, and the parts that another token must share to be of the same form. */
export function styleOf({ form, text }: Token): string {
  if (form === 'namedDate' || form === 'dateString' || form === 'locale')
    return `${form} ${text
      .replace(/\([^)]*\)|[A-Za-z]{3,}|(?<= |\u202f)[AaPp](?=[Mm]$)/g, 'w')
      .replace(/\d+/g, 'd')
      .replace(/[+-]/g, '+')}`
  // Zeros at the end of such a fraction are not printed.
  if (form === 'epoch' && FINE.test(text))
    return `epoch ${text.replace(FINE, '$1+').replace(/\d/g, 'd')}`
  if (form === 'iso' || form === 'date' || form === 'epoch')
    return `${form} ${text.replace(/\d/g, 'd').replace(/[+-](?=dd:?dd$)/, '+')}`
  if (form === 'fraction' || form === 'uuid') return form
  return `${form} ${text.length} ${/^[a-z]+[_-]/.exec(text)?.[0] ?? ''}`
}

const GIVEN_OUT = /^(?:call|toolu|srvtoolu|fc|rs|msg|resp|chatcmpl|cmpl)[_-][A-Za-z0-9_-]{1,80}$/

/** Checks that a whole text is an id that only model providers give out, such as `call_1`, whatever its tail. */
export function isProviderId(text: string): boolean {
  return text.length < 100 && GIVEN_OUT.test(text)
}
