/** Cuts a stream at its events (or lines); `null` for a stream that has another framing. */
export function streamParts(body: Uint8Array, contentType: string | null): Array<Buffer> | null {
  const text = Buffer.from(body).toString('latin1')
  if (/amazon\.eventstream/.test(contentType ?? '') || text.startsWith('\0')) return null
  const part = /x-ndjson/.test(contentType ?? '')
    ? /[^\n]*\n|[^\n]+$/g
    : /[^]*?(?:\r\n\r\n|\n\n)|[^]+$/g
  return Array.from(text.match(part) ?? [], (found) => Buffer.from(found, 'latin1'))
}
