import { expect, test } from 'vitest'
import { utf8, utf8Text } from '../../../src/core/bytes.ts'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'

test.each([
  'plain',
  'naïve 🙂',
  '\ufeffwith a byte order mark',
  'half a pair: \ud800',
  '\udc00 and the other half',
  '',
])('a text has the bytes that it is sent as, and the text that arrives: %j', (text) => {
  const raw = new RawBody(text)
  expect(raw.bytes).toEqual(utf8(text))
  expect(raw.text).toBe(utf8Text(utf8(text)))
  expect(raw.text).toBe(new RawBody(utf8(text)).text)
  expect(raw.isEmpty).toBe(text === '')
})

test('bytes that are not UTF-8 have no text', () => {
  const raw = new RawBody(new Uint8Array([0xff, 0x00]))
  expect(raw.text).toBeUndefined()
  expect(raw.bytes).toEqual(new Uint8Array([0xff, 0x00]))
})
