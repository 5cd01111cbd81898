import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../src/core/bytes.ts'
import { bodyBytes, bodyContent, describeBody } from '../../../src/core/cassette/body.ts'

/** An event as AWS sends it. */
function frame(name: string, payload: string): Buffer {
  const text = (value: string) =>
    Buffer.concat([Buffer.from([7, 0, value.length]), Buffer.from(value)])
  const header = (key: string, value: string) =>
    Buffer.concat([Buffer.from([key.length]), Buffer.from(key), text(value)])
  const headers = Buffer.concat([header(':event-type', name), header(':message-type', 'event')])
  const body = Buffer.from(payload)
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(16 + headers.length + body.length, 0)
  prelude.writeUInt32BE(headers.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const message = Buffer.concat([prelude, headers, body])
  const end = Buffer.alloc(4)
  end.writeUInt32BE(crc32(message))
  return Buffer.concat([message, end])
}

const whole = Buffer.concat([
  frame('messageStart', '{"role":"assistant"}'),
  frame('chunk', JSON.stringify({ bytes: toBase64(utf8('{"text":"Hé"}')) })),
])
const stored = (bytes: Uint8Array) =>
  describeBody([{ bytes, at: 0 }], 'application/vnd.amazon.eventstream')

test("reads the events of AWS's binary stream, which stays as it came", () => {
  const body = stored(whole)
  expect(bodyBytes(body)).toEqual(new Uint8Array(whole))
  expect(bodyContent(body)).toEqual({
    events: [
      { event: 'messageStart', data: { role: 'assistant' } },
      { event: 'chunk', data: { text: 'Hé' } },
    ],
  })
})

test('reads a stream that broke off up to there, and no other bytes', () => {
  expect(bodyContent(stored(whole.subarray(0, -3)))).toMatchObject({
    events: [{ event: 'messageStart' }],
  })
  const changed = Buffer.from(whole)
  changed[9]! ^= 1
  expect(bodyContent(stored(changed))).toBeUndefined()
  expect(bodyContent(stored(Buffer.alloc(64, 0xff)))).toBeUndefined()
  expect(bodyContent(stored(Buffer.from([0, 0xff])))).toBeUndefined()
})
