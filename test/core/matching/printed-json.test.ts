import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { printsAs } from '../../../src/core/matching/printed-json.ts'

const VALUES = [
  '{"model":"m","messages":[{"role":"user","content":"a \\"b\\" \\u0007"},{"role":"tool"}],"stream":true}',
  '[1,[2,[3,{"a":null}]],"é😀\\ud800"]',
  '{"__proto__":{"a":1},"1":2}',
  '{}',
  '[]',
  '"text"',
]

test.each(VALUES)('%s prints as itself, and as nothing else', (json) => {
  const value = JSON.parse(json) as JsonValue
  const text = JSON.stringify(value)
  expect(printsAs(value, text)).toBe(true)
  expect(printsAs(value, text)).toBe(true)
  for (let at = 0; at < text.length; at++) {
    expect(printsAs(value, `${text.slice(0, at)}\u0000${text.slice(at + 1)}`)).toBe(false)
    expect(printsAs(value, text.slice(0, at))).toBe(false)
  }
  expect(printsAs(value, `${text} `)).toBe(false)
})

test('a value nested deeper than the engine prints is no error', () => {
  let value: JsonValue = 1
  for (let depth = 0; depth < 100_000; depth++) value = [value]
  expect(printsAs(value, '[')).toBe(false)
  expect(printsAs([value], '[[[')).toBe(false)
})
