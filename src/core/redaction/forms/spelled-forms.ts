import { toBase64, utf8 } from '../../bytes.ts'
import { base64Forms, toHex } from './escaped-forms.ts'

const PEM = /^\s*-----BEGIN [A-Z ]{0,24}KEY-----([^-]{64,})-----END /
const BASE64 = /^[\w+/=]+$/

/** The forms of a secret in which each byte or character is written by its number, its UTF-16, and a private key without its frame. */
export function spelledForms(secret: string): string[] {
  const bytes = Array.from(utf8(secret))
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  const units = Array.from({ length: secret.length }, (_, at) => secret.charCodeAt(at))
  const unitsInHex = units.map((unit) => unit.toString(16).padStart(4, '0'))
  const points = Array.from(secret, (character) => character.codePointAt(0)!)
  const spelled = [
    hex.map((code) => `%${code}`).join(''),
    hex.map((code) => `\\x${code}`).join(''),
    hex.map((code) => `=${code.toUpperCase()}`).join(''),
    hex.join(' '),
    hex.join(':'),
    unitsInHex.map((code) => `\\u${code}`).join(''),
    points.map((point) => `&#x${point.toString(16)};`).join(''),
  ]
  const utf16 = Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]))
  return [
    ...spelled,
    ...spelled.map(withUpperCaseDigits),
    bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    points.map((point) => `&#${point};`).join(''),
    ...[',', ', '].map((comma) => bytes.join(comma)),
    ...base64Forms(secret, utf16),
    toBase64(utf16),
    toHex(utf16),
    ...withoutFrame(secret),
  ]
}

/** @note The letters that say how it is written stay: `\\u`, `\\x`, `&#x`. */
function withUpperCaseDigits(form: string): string {
  return form.replace(
    /(%|\\x|\\u|&#x|[ :]|^)([0-9a-f]+)/g,
    (_, mark, digits) => mark + String(digits).toUpperCase(),
  )
}

const LINE_BREAK = /(?:\s|\\[nr])+/
/** Fewer characters of a line could be those that keys have in common. */
const SHORTEST_LINE = 64

/** The content of a private key: its lines with breaks of another kind or none, and each alone. */
function withoutFrame(secret: string): string[] {
  const lines = PEM.exec(secret)?.[1]!
    .split(LINE_BREAK)
    .filter((line) => BASE64.test(line))
  if (!lines) return []
  const joined = ['', ' ', '\r\n', '\\r\\n'].map((end) => lines.join(end))
  return [...joined, ...lines.filter((line) => line.length >= SHORTEST_LINE)]
}
