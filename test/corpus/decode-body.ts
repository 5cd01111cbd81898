import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/**
 * Takes the content encoding off recorded bytes.
 *
 * Recorders keep `content-encoding: gzip` beside bodies they have decoded, so gzip is told by its
 * magic number. Brotli has none: a text was decoded by the recorder, bytes are decoded.
 */
export function decodeBody(body: string | Uint8Array, contentEncoding: string | null): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body, 'utf8')
  if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body)
  if (contentEncoding?.toLowerCase() === 'br') return brotliDecompressSync(body)
  return body
}
