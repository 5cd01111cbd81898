import { expect, test } from 'vitest'
import { readDelta, writeDelta } from '../../../src/core/cassette/delta.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { createRandom, mutateJson, randomJson } from './random-json.ts'

const LONG = 'a system prompt that is long enough to be worth keeping, and then some more of it'

/** Text, not `toEqual`: the order of keys counts. */
function roundTrip(value: JsonValue, base: JsonValue): JsonValue {
  const delta = JSON.parse(JSON.stringify(writeDelta(value, base))) as JsonValue
  expect(JSON.stringify(readDelta(delta, base))).toBe(JSON.stringify(value))
  return delta
}

test.each<[string, JsonValue, JsonValue, JsonValue]>([
  ['what is equal', [LONG], [LONG], { $keep: true }],
  ['what is short is written out', 'x', 'x', 'x'],
  ['what an array begins with', [LONG, 1], [LONG], { $keep: 1, $then: [1] }],
  ['what an array begins and ends with', [1, 9, 2], [1, 2], { $keep: 1, $then: [9], $end: 1 }],
  ['what a text begins with', `${LONG}!`, LONG, { $keep: LONG.length, $then: '!' }],
  ['what a text ends with', `!${LONG}`, LONG, { $keep: 0, $then: '!', $end: LONG.length }],
  ['field by field', { a: LONG, b: 2 }, { a: LONG, b: 1 }, { a: { $keep: true }, b: 2 }],
  ['a marker in the data', { $keep: true }, { a: 1 }, { $literal: { $keep: true } }],
  [
    'a marker deep in the data',
    [{ a: { $literal: 1 } }],
    'x',
    [{ a: { $literal: { $literal: 1 } } }],
  ],
])('writes %s', (_name, value, base, delta) => {
  expect(roundTrip(value, base)).toEqual(delta)
})

test('keeps the order of keys: a body has to be replayed byte for byte', () => {
  roundTrip({ b: LONG, a: LONG }, { a: LONG, b: LONG })
  roundTrip([{ b: LONG, a: LONG }], [{ a: LONG, b: LONG }])
})

test('cuts no surrogate pair apart for good', () => {
  roundTrip(`${LONG}😀`, `${LONG}😁`)
  roundTrip(`😀${LONG}`, `\ud83c\ude00${LONG}`)
})

test('gives back any value from any base', () => {
  const random = createRandom(2)
  for (let round = 0; round < 3000; round++) {
    const base = randomJson(random)
    roundTrip(random() < 0.8 ? mutateJson(base, random) : randomJson(random), base)
  }
})

test('pollutes no prototype', () => {
  const hostile = JSON.parse(`{"__proto__":{"polluted":"${LONG}"},"a":1}`) as JsonValue
  roundTrip(hostile, JSON.parse(`{"__proto__":{"polluted":"${LONG}"},"a":2}`) as JsonValue)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test.each<[string, JsonValue, JsonValue | undefined]>([
  ['a base that is not there', { a: { $keep: true } }, {}],
  ['more than the base has', { $keep: 3, $then: [] }, [1, 2]],
  ['more at both ends than the base has', { $keep: 1, $then: [], $end: 2 }, [1, 2]],
  ['a negative number', { $keep: -1, $then: 'x' }, 'abc'],
  ['a negative end', { $keep: 1, $then: 'x', $end: -1 }, 'abc'],
  ['a fraction', { $keep: 1.5, $then: 'x' }, 'abc'],
  ['another kind', { $keep: 1, $then: [] }, 'abc'],
  ['nothing between', { $keep: 1 }, 'abc'],
  ['parts of an object', { $keep: 1, $then: [] }, { a: 1 }],
  ['false', { $keep: false }, 'abc'],
])('refuses a difference that keeps %s', (_name, delta, base) => {
  expect(() => readDelta(delta, base)).toThrow(RangeError)
  expect(() => readDelta(delta, base)).toThrow(/^\$/)
})
