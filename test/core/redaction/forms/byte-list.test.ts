import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/core/json.ts'
import { createRedactor } from '../../../../src/core/redaction/index.ts'

const SECRET = 'Elyqa7-wörd/9xKq2'
const redactor = () =>
  createRedactor({
    env: { ACME_PASSWORD: SECRET },
    gzip: { unpack: (bytes) => gunzipSync(bytes), pack: (bytes) => gzipSync(bytes) },
  })
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonValue
const list = (value: JsonValue): number[] =>
  Array.isArray(value) ? (value as number[]) : (Object.values(value as object) as number[])

test.each<[string, (bytes: Buffer) => JsonValue, (value: never) => JsonValue]>([
  [
    'a buffer',
    (bytes) => asJson({ file: bytes }),
    (value: { file: { data: JsonValue } }) => value.file.data,
  ],
  ['an array of numbers', (bytes) => asJson([...bytes]), (value) => value],
  ['an Uint8Array', (bytes) => asJson([new Uint8Array(bytes)]), (value: JsonValue[]) => value[0]!],
])('a secret is replaced in the bytes of %s', (_, write, read) => {
  for (const replace of [redactor().json, redactor().body]) {
    const replaced = replace(write(Buffer.from(`key=${SECRET};`)))
    const kept = Buffer.from(list(read(replaced as never))).toString()
    expect(kept).toBe('key=<redacted:env-ACME_PASSWORD:1>;')
  }
})

test('what gzip packed is unpacked there', () => {
  const replaced = redactor().json(asJson({ data: [...gzipSync(`see ${SECRET}`)] }) as never)
  const { data } = replaced as unknown as { data: number[] }
  expect(gunzipSync(Buffer.from(data)).toString()).toBe('see <redacted:env-ACME_PASSWORD:1>')
})

test.each<[JsonValue]>([
  [[1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [[0.25, -1, 300, 7, 7, 7, 7, 7]],
  [{ 0: 1, 2: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9 }],
  [[...Buffer.from('a harmless text of some length')]],
])('other numbers stay the same value', (value) => {
  expect(redactor().json(value as never)).toBe(value)
})
