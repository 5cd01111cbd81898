import { expect, test } from 'vitest'
import { isChanged } from '../../../src/core/cassette/checksum.ts'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import { buildCassette, toolCall } from './build-cassette.ts'

const text = serializeCassette(buildCassette([toolCall(0), toolCall(1)]))

test('a cassette that is as it was recorded is not changed, whatever its line ends', () => {
  expect(isChanged(text)).toBe(false)
  expect(isChanged(text.replaceAll('\n', '\r\n'))).toBe(false)
  expect(isChanged(text.trimEnd())).toBe(false)
})

test('every changed character is found, in every line', () => {
  for (let at = 0; at < text.length; at += 7) {
    const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
    const isChecksum = text.slice(0, at).endsWith('{"checksum":"') || text[at] === '1'
    if (!isChecksum && changed.includes('"checksum":"'))
      expect(isChanged(changed), changed).toBe(true)
  }
  const lines = text.split('\n')
  expect(isChanged([lines[0], ...lines.slice(2)].join('\n'))).toBe(true)
})

test('a cassette without a checksum is not known to be changed, and reading drops the checksum', () => {
  expect(isChanged(text.replace(/"checksum":"[0-9a-f]+",/, ''))).toBe(false)
  expect(parseCassette(text).end).not.toHaveProperty('checksum')
  expect(serializeCassette(parseCassette(text))).toBe(text)
})
