import { fromBase64, utf8Text } from './bytes.ts'
import { isJsonObject, parseJson, type JsonValue } from './json.ts'

/** An event of an AWS event stream: the value of its header `:event-type`, and its payload. */
export interface AwsEvent {
  event?: string
  data: JsonValue
}

/** The lengths and checksums around an event's headers and payload. */
const PRELUDE = 12
const FRAME = PRELUDE + 4
const PRELUDE_BASE64 = (PRELUDE / 3) * 4

/**
 * Reads the events of AWS's binary stream, up to where it breaks off; `null` for bytes that are none.
 *
 * @param base64 The bytes, padded base64; the first few show that they are another kind.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function readAwsEvents(base64: string): AwsEvent[] | null {
  if (base64.length < 24 || !isPrelude(viewOf(fromBase64(base64.slice(0, PRELUDE_BASE64)))))
    return null
  const bytes = fromBase64(base64)
  const view = viewOf(bytes)
  const events: AwsEvent[] = []
  let at = 0
  while (at + FRAME <= bytes.length) {
    if (!isPrelude(view, at)) break
    const total = view.getUint32(at)
    const headers = view.getUint32(at + 4)
    if (at + total > bytes.length) break
    const start = at + PRELUDE
    const payload = bytes.subarray(start + headers, at + total - 4)
    events.push(describe(readHeaders(bytes.subarray(start, start + headers)), payload))
    at += total
  }
  return events.length > 0 ? events : null
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Recognises the beginning of an event by its checksum. */
function isPrelude(view: DataView, at = 0): boolean {
  if (view.getUint32(at) < FRAME + view.getUint32(at + 4)) return false
  return view.getUint32(at + 8) === crc32(new Uint8Array(view.buffer, view.byteOffset + at, 8))
}

/** @note `InvokeModelWithResponseStream` packs the model's own JSON as base64 into each event. */
function describe(headers: ReadonlyMap<string, string>, payload: Uint8Array): AwsEvent {
  const name = headers.get(':event-type') ?? headers.get(':exception-type')
  const data = jsonOf(payload)
  const packed = isJsonObject(data) ? data['bytes'] : undefined
  const inner = typeof packed === 'string' ? jsonOf(unpack(packed)) : data
  return { ...(name === undefined ? {} : { event: name }), data: inner }
}

function jsonOf(bytes: Uint8Array): JsonValue {
  const text = utf8Text(bytes) ?? ''
  return parseJson(text) ?? text
}

function unpack(base64: string): Uint8Array {
  try {
    return fromBase64(base64)
  } catch {
    return new Uint8Array(0)
  }
}

/** Bytes of a header's value, by its type; those of 6 and 7 say their length. */
const SIZES = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16]
const STRING = 7

/** Reads the headers that are texts. */
function readHeaders(bytes: Uint8Array): Map<string, string> {
  const view = viewOf(bytes)
  const headers = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes[at]!
    if (nameEnd + 1 > bytes.length) break
    const type = bytes[nameEnd]!
    const isSized = type === 6 || type === STRING
    const start = nameEnd + 1 + (isSized ? 2 : 0)
    if (start > bytes.length) break
    const size = isSized ? view.getUint16(nameEnd + 1) : SIZES[type]
    if (size === undefined) break
    const name = utf8Text(bytes.subarray(at + 1, nameEnd))
    const value = type === STRING ? utf8Text(bytes.subarray(start, start + size)) : undefined
    if (name !== undefined && value !== undefined) headers.set(name, value)
    at = start + size
  }
  return headers
}

/** The checksum of a few bytes, as zlib computes it, which a page does not have. */
function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
