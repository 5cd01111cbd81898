import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { concatBytes, utf8, utf8Text } from '../../../src/core/bytes.ts'
import { decodeContent, encodeContent } from '../../../src/worker/context/content-coding.ts'

const TEXT = JSON.stringify({ text: 'hello '.repeat(50) })
const chunkOf = (bytes: Uint8Array) => [{ bytes: new Uint8Array(bytes), at: 3 }]

test.each([
  ['gzip', gzipSync(TEXT), false],
  ['gzip', gzipSync(TEXT, { level: 9 }), false],
  ['br', brotliCompressSync(TEXT), false],
  ['deflate', deflateSync(TEXT), false],
  ['gzip', gzipSync(TEXT, { memLevel: 1, level: 2 }), true],
  ['gzip, br', brotliCompressSync(gzipSync(TEXT)), true],
])('%s is stored decoded, and the same bytes come back', (coding, encoded, hasBytes) => {
  const { chunks, wire } = decodeContent(chunkOf(encoded), coding)
  expect(utf8Text(chunks[0]!.bytes)).toBe(TEXT)
  expect('base64' in wire!).toBe(hasBytes)
  const back = encodeContent(
    chunks.map(({ bytes }) => bytes),
    wire!,
  )
  expect(Buffer.from(concatBytes(back))).toEqual(Buffer.from(encoded))
})

test('a body that is cut keeps its bytes, and is decoded as far as it goes', () => {
  const cut = gzipSync(TEXT).subarray(0, -1)
  const { chunks, wire } = decodeContent(chunkOf(cut), 'gzip')
  expect(utf8Text(chunks[0]!.bytes)).toBe(TEXT)
  expect(Buffer.from(encodeContent([], wire!)[0]!)).toEqual(Buffer.from(cut))
})

test('a body that is not what its header says stays as it is', () => {
  for (const coding of ['gzip', 'identity', null, 'zstd'])
    expect(decodeContent(chunkOf(utf8('plain')), coding)).toEqual({
      chunks: chunkOf(utf8('plain')),
    })
})

test('a body of several pieces comes back in them', () => {
  const encoded = gzipSync(TEXT)
  const parts = [encoded.subarray(0, 10), encoded.subarray(10)]
  const { chunks, wire } = decodeContent(
    parts.map((bytes) => ({ bytes: new Uint8Array(bytes), at: 1 })),
    'gzip',
  )
  const back = encodeContent(
    chunks.map(({ bytes }) => bytes),
    wire!,
  )
  expect(back.map(({ length }) => length)).toEqual(parts.map(({ length }) => length))
})
