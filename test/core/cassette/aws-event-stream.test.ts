import { expect, test } from 'vitest'
import { toBase64, utf8 } from '../../../src/core/bytes.ts'
import { bodyBytes, bodyContent, describeBody } from '../../../src/core/cassette/body.ts'
import { awsFrame } from '../../servers/aws-frames.ts'

const whole = Buffer.concat([
  awsFrame('messageStart', '{"role":"assistant"}'),
  awsFrame('chunk', JSON.stringify({ bytes: toBase64(utf8('{"text":"Hé"}')) })),
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
