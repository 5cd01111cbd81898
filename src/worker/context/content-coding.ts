import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib'
import { bytesEqual, concatBytes, fromBase64, toBase64 } from '../../core/bytes.ts'
import type { Chunk } from '../../core/cassette/body.ts'
import type { Wire } from '../../core/cassette/schema.ts'
import type { Gzip } from '../../core/redaction/index.ts'

/** The levels that servers use: that of zlib, the best, the fastest. */
const LEVELS = [6, 9, 1]
/** Those of brotli; the best is too slow for a long body. */
const QUALITIES = [4, 11, 5, 6]
const SLOW_FROM = 50_000
/** More is not decoded. */
const LONGEST = 256 * 1024 * 1024

/** A body as it is stored: decoded, with what brings its encoded form back; `wire` is absent where there is none. */
export interface Decoded {
  chunks: Chunk[]
  wire?: Wire
}

/**
 * Undoes a `content-encoding`. A body that broke off is decoded as far as it goes; one that is not what its header says
 * stays as it is.
 */
export function decodeContent(chunks: Chunk[], header: string | null): Decoded {
  const coding = header?.trim().toLowerCase() ?? ''
  if (chunks.length === 0 || coding === '' || coding === 'identity') return { chunks }
  const bytes = concatBytes(chunks.map((chunk) => chunk.bytes))
  const decoded = decodeAll(bytes, coding)
  if (!decoded) return { chunks }
  const { length } = chunks
  const cuts = chunks.map((chunk): [number, number] => [chunk.bytes.length, Math.round(chunk.at)])
  const level = levelOf(decoded, bytes, coding)
  return {
    chunks: [{ bytes: decoded, at: chunks.at(-1)!.at }],
    wire:
      level === undefined
        ? { coding, base64: toBase64(bytes), ...(length > 1 ? { chunks: cuts } : {}) }
        : { coding, level, ...(length > 1 ? { chunks: cuts } : {}) },
  }
}

/** Returns the pieces of a body as they come over the wire. */
export function encodeContent(pieces: readonly Uint8Array[], wire: Wire): Uint8Array[] {
  const bytes =
    wire.base64 === undefined ? encodeAll(concatBytes(pieces), wire) : fromBase64(wire.base64)
  const size = wire.chunks?.reduce((sum, [length]) => sum + length, 0)
  if (!wire.chunks || size !== bytes.length) return [bytes]
  let at = 0
  return wire.chunks.map(([length]) => bytes.subarray(at, (at += length)))
}

/** Reads and writes bodies of a `content-encoding`. */
export function codingNamed(coding: string): Gzip | undefined {
  const name = coding.trim().toLowerCase()
  if (name !== 'deflate' && name !== 'br') return undefined
  return {
    unpack: (bytes) => decodeOne(bytes, name),
    // Without compression, where there is such a form: what stands for a secret is found in it.
    pack: (content) =>
      new Uint8Array(name === 'br' ? encodeOne(content, name) : deflateSync(content, { level: 0 })),
  }
}

/** Undoes a `content-encoding`; `undefined` for a body that is not what its header says, or too long. */
export function decodeAll(bytes: Uint8Array, coding: string): Uint8Array | undefined {
  let decoded: Uint8Array | undefined = bytes
  for (const name of coding.split(',').toReversed())
    decoded = decoded && decodeOne(decoded, name.trim())
  return decoded
}

function decodeOne(bytes: Uint8Array, coding: string): Uint8Array | undefined {
  const partly = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LONGEST }
  try {
    if (coding === 'gzip' || coding === 'x-gzip') return new Uint8Array(gunzipSync(bytes, partly))
    if (coding === 'deflate')
      return new Uint8Array(
        (bytes[0]! & 0x0f) === 8 ? inflateSync(bytes, partly) : inflateRawSync(bytes, partly),
      )
    if (coding === 'br')
      return new Uint8Array(
        brotliDecompressSync(bytes, {
          finishFlush: constants.BROTLI_OPERATION_FLUSH,
          maxOutputLength: LONGEST,
        }),
      )
  } catch {
    // Not encoded so after all.
  }
  return undefined
}

/** The level at which encoding gives the same bytes. */
function levelOf(decoded: Uint8Array, bytes: Uint8Array, coding: string): number | undefined {
  if (coding.includes(',')) return undefined
  const levels = coding === 'br' ? QUALITIES : LEVELS
  return levels.find((level) => {
    if (level === 11 && decoded.length > SLOW_FROM) return false
    return bytesEqual(encodeAll(decoded, { coding, level }), bytes)
  })
}

function encodeAll(bytes: Uint8Array, { coding, level }: Wire): Uint8Array {
  let encoded = bytes
  for (const name of coding.split(',')) encoded = encodeOne(encoded, name.trim(), level)
  return encoded
}

function encodeOne(bytes: Uint8Array, coding: string, level = LEVELS[0]!): Uint8Array {
  if (coding === 'gzip' || coding === 'x-gzip') return gzipSync(bytes, { level })
  if (coding === 'deflate') return deflateSync(bytes, { level })
  if (coding === 'br')
    return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: level } })
  return bytes
}
