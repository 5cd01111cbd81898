import { latin1, latin1Text, toBase64, fromBase64 } from '../bytes.ts'

const SHORTEST = 24
const WHOLE = /^[A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\r\n-]*={0,2}[\r\n]*$/
/** May go before the payload: a data URL, or the name of an array of numbers. */
const PREFIX = /^(?:data:[^,\s]{0,200};base64,|[A-Z][A-Za-z0-9]{3,16}Array:|DataView:)/
/** Text is read however long it is; other bytes where they are no picture and no id. */
const SHORTEST_BYTES = 200
const LONGEST_BYTES = 500_000
/** The beginning of a text in UTF-8, with or without its mark. */
const TEXT =
  /^(?:\xef\xbb\xbf)?(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3})*(?:[\xc2-\xf4][\x80-\xbf]{0,2})?$/

/** The content of a text that is base64 as a whole. */
export interface Base64Payload {
  /** One character a byte. */
  content: string
  /** Encodes other content in the same way: the same alphabet, padding and lines. */
  encode: (content: string) => string
}

/**
 * Reads a text that is base64 as a whole, wrapped or not, in either alphabet. Returns `undefined` for any other, and for
 * what is too short or too large to hold a text.
 */
export function readBase64(text: string): Base64Payload | undefined {
  if (text.length < SHORTEST) return undefined
  const prefix = PREFIX.exec(text)?.[0] ?? ''
  const body = prefix === '' ? text : text.slice(prefix.length)
  if (!WHOLE.test(body)) return undefined
  const start = decode(body.slice(0, 60).replace(/[\r\n]/g, ''), 4)
  const isText = start !== undefined && TEXT.test(start)
  if (!isText && (body.length < SHORTEST_BYTES || body.length > LONGEST_BYTES)) return undefined
  const content = decode(body.replace(/[\r\n]+/g, ''))
  if (content === undefined) return undefined
  return { content, encode: (changed) => prefix + encodeLike(body, changed) }
}

/** @param unit Characters beyond a multiple of this are left out. */
function decode(base64: string, unit = 1): string | undefined {
  const whole = base64.slice(0, base64.length - (base64.length % unit))
  try {
    return latin1Text(fromBase64(whole.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined // One character too many, or padding within.
  }
}

function encodeLike(body: string, content: string): string {
  let base64 = toBase64(latin1(content))
  const isPadded = body.replace(/[\r\n]+/g, '').length % 4 === 0
  // Without padding it is most often the alphabet of URLs.
  if (/[-_]/.test(body) || (!isPadded && !/[+/]/.test(body)))
    base64 = base64.replaceAll('+', '-').replaceAll('/', '_')
  if (!isPadded) base64 = base64.replace(/=+$/, '')
  const [end = ''] = /[\r\n]*$/.exec(body)!
  const [line = ''] = /[\r\n]+/.exec(body.slice(0, body.length - end.length)) ?? []
  if (line === '') return base64 + end
  const width = body.indexOf(line)
  const lines: string[] = []
  for (let at = 0; at < base64.length; at += width) lines.push(base64.slice(at, at + width))
  return lines.join(line) + end
}
