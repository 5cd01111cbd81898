import { constants, crc32, gunzipSync } from 'node:zlib'
import { concatBytes } from '../../core/bytes.ts'
import type { Gzip } from '../../core/redaction/index.ts'

const MOST_BYTES = 64 * 2 ** 20
/** Of what is read, so that many small bombs in one text are read in time. */
const MOST_TIMES_AS_LONG = 100
const SHORTEST_LIMIT = 2 ** 16
/** Of a block that is stored as it is. */
const LONGEST_BLOCK = 0xffff
/** No name, no time, no level, an unknown system. */
const HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)

/** Reads what gzip packed; writes it without compression, as versions of zlib compress in different ways. */
export const GZIP: Gzip = {
  unpack(bytes) {
    try {
      const longest = Math.max(SHORTEST_LIMIT, bytes.length * MOST_TIMES_AS_LONG)
      const maxOutputLength = Math.min(MOST_BYTES, longest)
      const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength }
      return new Uint8Array(gunzipSync(bytes, options))
    } catch {
      return undefined // It only begins like it, or is too long.
    }
  },
  pack(content) {
    const parts: Uint8Array[] = [HEAD]
    let at = 0
    do {
      const block = content.subarray(at, at + LONGEST_BLOCK)
      at += block.length
      const { length } = block
      const isLast = at === content.length ? 1 : 0
      parts.push(Uint8Array.of(isLast, length, length >> 8, ~length, ~length >> 8), block)
    } while (at < content.length)
    const tail = new DataView(new ArrayBuffer(8))
    tail.setUint32(0, crc32(content), true)
    tail.setUint32(4, content.length, true)
    return concatBytes([...parts, new Uint8Array(tail.buffer)])
  },
}
