import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { Chunk } from '../../core/cassette/body.ts'
import { concatBytes } from '../../core/bytes.ts'

/**
 * Undoes a `content-encoding`. Some clients hand over the bytes of the wire, others decoded ones under the same
 * header: the bytes decide. A body that broke off is decoded as far as it goes.
 */
export function decodeChunks(chunks: Chunk[], encoding: string | null): Chunk[] {
  if (chunks.length === 0 || !encoding || encoding === 'identity') return chunks
  const bytes = concatBytes(chunks.map((chunk) => chunk.bytes))
  let decoded: Uint8Array | undefined = bytes
  for (const name of encoding.toLowerCase().split(',').toReversed()) {
    decoded = decoded && decodeOne(decoded, name.trim())
  }
  if (!decoded || decoded === bytes) return chunks
  return [{ bytes: new Uint8Array(decoded), at: chunks.at(-1)!.at }]
}

function decodeOne(bytes: Uint8Array, encoding: string): Uint8Array | undefined {
  const partly = { finishFlush: constants.Z_SYNC_FLUSH }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') {
      return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, partly) : bytes
    }
    if (encoding === 'deflate') {
      return (bytes[0]! & 0x0f) === 8 ? inflateSync(bytes, partly) : inflateRawSync(bytes, partly)
    }
    if (encoding === 'br')
      return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH })
  } catch {
    // Not encoded after all: the client decoded it before we saw it.
  }
  return bytes
}
