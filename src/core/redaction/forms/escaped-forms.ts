import { latin1Text, toBase64, utf8 } from '../../bytes.ts'

/** JSON in JSON: a body that a tool returns as a text, in the message of an error, in a field. */
const DEEPEST = 5

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hexOf(byte, 2)).join('')
}

/** A way to write single characters in another way. */
type Writing = Record<string, string>

const MARKUP: Writing = { '&': '&amp;', '<': '&lt;' }
const CLOSED: Writing = { '>': '&gt;' }
const QUOTES: Writing[] = [
  {},
  { '"': '&quot;' },
  { '"': '&#34;', "'": '&#39;' },
  ...['&#39;', '&#x27;', '&apos;'].flatMap((code): Writing[] => [
    { "'": code },
    { '"': '&quot;', "'": code },
  ]),
]
/** Templates of HTML write these by numbers. */
const TEMPLATES: Writing[] = [
  { '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' },
  { '"': '&quot;', "'": '&#x27;', '/': '&#x2F;', '`': '&#x60;' },
]

/** HTML and XML: what has to be escaped there differs by where a text stands, and by what writes it. */
const HTML: Writing[] = [...QUOTES, ...TEMPLATES].flatMap((more) => [
  { ...MARKUP, ...more },
  { ...MARKUP, ...CLOSED, ...more },
])

const hexOf = (code: number, length: number) => code.toString(16).padStart(length, '0')
const NOT_ASCII = /[^\0-\x7f]/gu

/** Text of ASCII alone: how each writes the other characters. */
const ASCII: Array<(character: string) => string> = [
  (one) => eachUnit(one, (code) => `\\u${hexOf(code, 4)}`),
  (one) => eachUnit(one, (code) => `\\u${hexOf(code, 4).toUpperCase()}`),
  (one) => eachByte(one, (byte) => `\\x${hexOf(byte, 2)}`),
  (one) => eachByte(one, (byte) => `=${hexOf(byte, 2).toUpperCase()}`),
]
const HTML_OF_ASCII: Array<(character: string) => string> = [
  (one) => `&#${one.codePointAt(0)};`,
  (one) => `&#x${hexOf(one.codePointAt(0)!, 1)};`,
  (one) => `&#x${hexOf(one.codePointAt(0)!, 1).toUpperCase()};`,
]

/** JSON in which some writers escape more than they have to. */
const JSON_WRITINGS: Writing[] = [
  { '/': '\\/' },
  { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' },
  { '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', "'": '\\u0027', '+': '\\u002B' },
]

/** The forms of a secret in which some of its characters are written in another way. */
export function escapedForms(secret: string): string[] {
  return [
    ...escapedJson(secret, DEEPEST),
    latin1Text(utf8(secret)),
    ...escapedHtml(secret),
    ...printed(secret).flatMap((form) => [form, ...escapedJson(form, 1)]),
    ...ofAscii(secret),
    ...percentForms(secret),
  ]
}

function escapedJson(secret: string, depth: number): string[] {
  const forms: string[] = []
  for (let form = secret; forms.length < depth; forms.push(form))
    form = JSON.stringify(form).slice(1, -1)
  return forms
}

/** The secret as `util.inspect` and others print it: what is escaped of quotes depends on all that stands beside it. */
function printed(secret: string): string[] {
  // oxlint-disable-next-line no-control-regex -- The control characters are what is escaped.
  const form = secret.replace(/[\\\0-\x1f\x7f-\x9f]/g, (one) =>
    one === '\\'
      ? '\\\\'
      : (SHORT_ESCAPES[one] ?? `\\x${hexOf(one.charCodeAt(0), 2).toUpperCase()}`),
  )
  return [form, form.replaceAll("'", "\\'")]
}

const SHORT_ESCAPES: Writing = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

function ofAscii(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const written = JSON_WRITINGS.map((writing) => write(json, writing))
  const by = (writings: typeof ASCII) => (form: string) =>
    writings.map((writing) => form.replace(NOT_ASCII, writing))
  const ascii = [
    ...[secret, json].flatMap(by(ASCII)),
    ...[secret, ...escapedHtml(secret)].flatMap(by(HTML_OF_ASCII)),
    ...written.flatMap((form) => [form, ...by(ASCII.slice(0, 1))(form)]),
  ]
  return ascii.flatMap((form) => [form, ...escapedJson(form, 1)])
}

function escapedHtml(secret: string): string[] {
  return HTML.map((writing) => write(secret, writing))
}

function percentForms(secret: string): string[] {
  try {
    const percent = encodeURIComponent(secret)
    const strict = percent.replace(
      /[!'()~*]/g,
      (one) => `%${hexOf(one.charCodeAt(0), 2).toUpperCase()}`,
    )
    const most = strict.replaceAll('%2A', '*')
    const all = [percent, strict, most].flatMap((form) => [form, form.replaceAll('%20', '+')])
    const cased = all.map((form) => form.replace(/%../g, (code) => code.toLowerCase()))
    const once = [...all, ...cased]
    // A URL in the parameter of another one.
    const twice = once.map((form) => form.replaceAll('%', '%25').replaceAll('+', '%2B'))
    return [...once, ...twice]
  } catch {
    return [] // A lone surrogate has no percent-encoded form.
  }
}

/**
 * The base64 of the secret, and what it leaves within the base64 of any longer text, `user:password` say:
 * by how many bytes go before it, one of three runs of characters.
 */
export function base64Forms(secret: string, bytes: Uint8Array = utf8(secret)): string[] {
  const forms = [toBase64(bytes)]
  for (const before of [0, 1, 2]) {
    const behind = new Uint8Array(before + bytes.length)
    behind.set(bytes, before)
    const shifted = toBase64(behind)
    const end = Math.floor(((before + bytes.length) * 8) / 6)
    forms.push(shifted.slice(Math.ceil((before * 8) / 6), end))
  }
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}

function write(text: string, writing: Writing): string {
  return text.replace(/[&<>"'/`=+]/g, (one) => writing[one] ?? one)
}

function eachUnit(text: string, write: (code: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join('')
}

function eachByte(text: string, write: (byte: number) => string): string {
  return Array.from(utf8(text), write).join('')
}
