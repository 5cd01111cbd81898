import { latin1, latin1Text, toBase64, fromBase64 } from '../bytes.ts'

const SHORTEST = 24
/** Within a longer text. */
const SHORTEST_RUN = 40
const LINE = String.raw`(?:\r\n|\n|(?:\\{1,2}r)?\\{1,2}n)`
const WHOLE = /^[A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\r\n-]*={0,2}[\r\n]*$/
/** The lines that follow a first one, within a longer text; none is the boundary of a form in parts. */
const FURTHER_LINES = new RegExp(`(?:${LINE}(?!--)[A-Za-z0-9+/_-]{4,})*={0,2}`, 'y')
const LINES = new RegExp(LINE, 'g')
/** May go before the payload: a data URL, or the name of an array of numbers. */
const PREFIX = /^(?:data:[^,\s]{0,200};base64,|[A-Z][A-Za-z0-9]{3,16}Array:|DataView:)/
/** Text is read however long it is; other bytes where they are no picture and no id. */
const SHORTEST_BYTES = 200
const LONGEST_BYTES = 500_000
/** The beginning of a text in UTF-8, with or without its mark. */
const TEXT =
  /^(?:\xef\xbb\xbf)?(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3})*(?:[\xc2-\xf4][\x80-\xbf]{0,2})?$/

/** The first bytes of what gzip packed. */
export const GZIP_HEAD = '\x1f\x8b\x08'
const GZIP_IN_BASE64 = 'H4sI'

/** Base64 in a text, and its content. */
export interface Base64Payload {
  start: number
  end: number
  /** One character a byte. */
  content: string
  /** Encodes other content in the same way: the same alphabet, padding and lines. */
  encode: (content: string) => string
}

/**
 * Finds base64 that may hold a text: the whole of a text, wrapped or not, in either alphabet, or long runs within it. Pictures
 * and ids are left out.
 *
 * @param shortestRun The fewest characters of a run within a longer text.
 */
export function findBase64(text: string, shortestRun = SHORTEST_RUN): Base64Payload[] {
  if (text.length < SHORTEST) return []
  const start = PREFIX.exec(text)?.[0].length ?? 0
  const body = start === 0 ? text : text.slice(start)
  if (!WHOLE.test(body)) return findWithin(text, shortestRun)
  const whole = readPayload(body, start, { mayBeBytes: true })
  return whole ? [whole] : []
}

const IN_BASE64 = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  IN_BASE64[character.charCodeAt(0)] = 1

/** @note Both are in order: each is looked at once. */
function findWithin(text: string, shortestRun: number): Base64Payload[] {
  const runs = findRuns(text, shortestRun)
  const packed = findPacked(text)
  if (packed.length === 0) return runs
  let at = 0
  const others = runs.filter((run) => {
    while (at < packed.length && packed[at]!.end <= run.start) at++
    return at === packed.length || packed[at]!.start >= run.end
  })
  return [...packed, ...others].sort((a, b) => a.start - b.start)
}

const PACKED_RUN = /(?:[A-Za-z0-9+/_-]|%2[bf])+(?:=|%3d){0,2}/iy

/** Finds the base64 of what gzip packed in URLs: behind a slash, which is a character of base64 itself, and percent-encoded. */
function findPacked(text: string): Base64Payload[] {
  const found: Base64Payload[] = []
  let start = text.indexOf(GZIP_IN_BASE64)
  for (let end = 0; start !== -1; start = text.indexOf(GZIP_IN_BASE64, end)) {
    PACKED_RUN.lastIndex = start
    const [run] = PACKED_RUN.exec(text)!
    end = start + run.length
    const before = text[start - 1] ?? ''
    const isEscaped = run.includes('%')
    const isMissed = isEscaped ? !/[A-Za-z0-9+]/.test(before) : /[/_-]/.test(before)
    if (!isMissed || run.length < SHORTEST_RUN) continue
    const body = decodeURIComponent(run)
    const payload = readPayload(body, start, { mayBeBytes: false })
    if (!payload) continue
    const { content, encode } = payload
    const written = (changed: string) =>
      isEscaped ? encodeURIComponent(encode(changed)) : encode(changed)
    found.push({ start, end, content, encode: written })
  }
  return found
}

/** @note A run is as long as the steps in which it is looked for: most of a text is not read. */
function findRuns(text: string, shortest: number): Base64Payload[] {
  const found: Base64Payload[] = []
  let end = 0
  for (let at = shortest - 1; at < text.length; at += shortest) {
    if (IN_BASE64[text.charCodeAt(at)] !== 1) continue
    let start = at
    while (start > end && IN_BASE64[text.charCodeAt(start - 1)] === 1) start--
    end = at + 1
    while (end < text.length && IN_BASE64[text.charCodeAt(end)] === 1) end++
    // The letter of an escape sequence is no part of the run.
    if (text[start - 1] === '\\' && /[nrt]/.test(text[start]!)) start++
    // The parts of a token are no texts of their own. None begins as what gzip packed.
    const isOfToken =
      (text[end] === '.' || text[start - 1] === '.') && !text.startsWith(GZIP_IN_BASE64, start)
    if (end - start >= shortest && !isOfToken) {
      FURTHER_LINES.lastIndex = end
      end += FURTHER_LINES.exec(text)![0].length
      const run = readPayload(text.slice(start, end), start, { mayBeBytes: false })
      if (run) found.push(run)
    }
    at = end - 1
  }
  return found
}

function readPayload(
  body: string,
  start: number,
  { mayBeBytes }: { mayBeBytes: boolean },
): Base64Payload | undefined {
  const first = decode(body.slice(0, 60).replace(LINES, ''), 4)
  const isText = first !== undefined && (TEXT.test(first) || first.startsWith(GZIP_HEAD))
  const isBytes = mayBeBytes && body.length >= SHORTEST_BYTES && body.length <= LONGEST_BYTES
  if (!isText && !isBytes) return undefined
  const content = decode(body.replace(LINES, ''))
  if (content === undefined) return undefined
  const end = start + body.length
  return { start, end, content, encode: (changed) => encodeLike(body, changed) }
}

/** Replaces the content of the base64 in a text; the same text comes back where nothing changes. */
export function replaceEncoded(
  text: string,
  find: (text: string) => Base64Payload[],
  replace: (content: string) => string,
): string {
  let result = ''
  let from = 0
  for (const { start, end, content, encode } of find(text)) {
    const replaced = replace(content)
    if (replaced === content) continue
    result += text.slice(from, start) + encode(replaced)
    from = end
  }
  return from === 0 ? text : result + text.slice(from)
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
  const isPadded = body.replace(LINES, '').length % 4 === 0
  // Without padding it is most often the alphabet of URLs.
  if (/[-_]/.test(body) || (!isPadded && !/[+/]/.test(body)))
    base64 = base64.replaceAll('+', '-').replaceAll('/', '_')
  if (!isPadded) base64 = base64.replace(/=+$/, '')
  const [end = ''] = /[\r\n]*$/.exec(body)!
  const [line] = body.slice(0, body.length - end.length).match(LINES) ?? []
  if (line === undefined) return base64 + end
  const width = body.indexOf(line)
  const lines: string[] = []
  for (let at = 0; at < base64.length; at += width) lines.push(base64.slice(at, at + width))
  return lines.join(line) + end
}

const REACH = 100
const ALPHABET = /^[A-Za-z0-9+/=]+$/
const BREAK = String.raw`(?:\\{1,4}r)?\\{1,4}n|[\r\n]+`
/** Line breaks in base64 of 76 columns, in JSON text too. */
const BREAKS = new RegExp(BREAK, 'g')
const BREAK_AT_END = new RegExp(`(?:${BREAK})$`)
const BREAK_AT_START = new RegExp(`^(?:${BREAK})`)

/**
 * Returns `true` for a place in the middle of base64.
 *
 * @note The characters of a key turn up in base64 media by chance; no key has so much base64 beside it. On a line of its own
 * it is no part of the base64 above or below.
 */
export function isWithinBase64(text: string, start: number, end: number): boolean {
  if (!ALPHABET.test(text.slice(start, end))) return false
  const before = text.slice(Math.max(0, start - REACH), start)
  const after = text.slice(end, end + REACH)
  const isJoined =
    (/[A-Za-z0-9+/]$/.test(before) && !BREAK_AT_END.test(before)) ||
    (/^[A-Za-z0-9+/]/.test(after) && !BREAK_AT_START.test(after))
  return isJoined && (isBase64Run(before) || isBase64Run(after))
}

function isBase64Run(stretch: string): boolean {
  const text = stretch.replace(BREAKS, '')
  if (stretch.length < REACH || !ALPHABET.test(text)) return false
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9]/.test(text)
}
