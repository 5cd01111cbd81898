import { deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { GZIP } from '../../../src/worker/context/gzip.ts'
import { OPENAI_KEY } from '../../core/redaction/fake-secrets.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const pack = (text: string) => new Uint8Array(gzipSync(text))

test.each([0, 1, 65_535, 65_536, 200_000])(
  '%d bytes are packed so that zlib reads them',
  (length) => {
    const content = Uint8Array.from({ length }, (_, at) => (at * 7919) % 256)
    const packed = GZIP.pack(content)
    expect(gunzipSync(packed).equals(content)).toBe(true)
    expect(Buffer.from(GZIP.unpack(packed)!).equals(content)).toBe(true)
  },
)

test('what is not packed, or not whole, is no error', () => {
  expect(GZIP.unpack(bytes('plain'))).toBeUndefined()
  expect(GZIP.unpack(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255))).toBeUndefined()
  expect(GZIP.unpack(new Uint8Array(deflateSync('x')))).toBeUndefined()
  expect(GZIP.unpack(pack('a text').subarray(0, -8))).toEqual(bytes('a text'))
})

test('a bomb is not unpacked', () => {
  expect(GZIP.unpack(pack('a'.repeat(1_000_000)))).toBeUndefined()
  expect(GZIP.unpack(pack(Array.from({ length: 99_999 }, (_, at) => at).join()))).toBeDefined()
})

test('secrets in packed bytes are replaced, and other packed bytes stay as they are', () => {
  const redactor = createRedactor({ gzip: GZIP })
  const text = (packed: Uint8Array) => gunzipSync(redactor.binary(packed)).toString()
  expect(text(pack(`{"note":"${OPENAI_KEY}"}`))).toBe('{"note":"<redacted:openai-key:1>"}')
  expect(text(pack(`{"api_key":"k9Zt2LmX9vKp4Rw"}`))).toBe(
    '{"api_key":"<redacted:credential-field:1>"}',
  )
  const other = pack('{"note":"nothing"}')
  expect(redactor.binary(other)).toBe(other)
  const base64 = Buffer.from(pack(`{"note":"${OPENAI_KEY}"}`)).toString('base64')
  for (const carrier of [base64, `data: ${base64} end`]) {
    const kept = redactor.text(carrier).match(/H4sI[\w+/=]+/)![0]
    expect(gunzipSync(Buffer.from(kept, 'base64')).toString()).toBe(
      '{"note":"<redacted:openai-key:1>"}',
    )
  }
})

test('the same content is the same bytes, whatever packed it', () => {
  const one = createRedactor({ gzip: GZIP }).binary(gzipSync(OPENAI_KEY, { level: 1 }))
  const other = createRedactor({ gzip: GZIP }).binary(gzipSync(OPENAI_KEY, { level: 9 }))
  expect(one).toEqual(other)
})
