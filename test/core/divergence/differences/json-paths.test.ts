import { expect, test } from 'vitest'
import { comparePaths } from '../../../../src/core/divergence/differences/json-paths.ts'
import { jsonEqual, type JsonValue } from '../../../../src/core/json.ts'
import { createRandom, mutateJson, randomJson } from '../../cassette/random-json.ts'

test.each<[JsonValue, JsonValue, string[]]>([
  [{ a: [1, 2] }, { a: [1, 3] }, ['$.a[1]']],
  [1, 2, ['$']],
  [{ a: 1 }, {}, ['$.a']],
  [{}, { 'a b': 1 }, ['$["a b"]']],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, []],
  [['a', 'b', 'c'], ['a', 'new', 'b', 'c'], ['$[1]']],
  [['a', 'b', 'c'], ['a', 'c'], ['$[1]']],
  [
    ['a', 'b'],
    ['b', 'a'],
    ['$[0]', '$[1]'],
  ],
  [[], {}, ['$']],
  [null, { a: 1 }, ['$']],
])('%j and %j differ at %j', (recorded, replayed, paths) => {
  expect(comparePaths(recorded, replayed).map(({ path }) => path)).toEqual(paths)
})

test('gives both sides, undefined where there is nothing', () => {
  expect(comparePaths({ a: 1, b: null }, { b: 2, c: 3 })).toEqual([
    { path: '$.a', recorded: 1, replayed: undefined },
    { path: '$.b', recorded: null, replayed: 2 },
    { path: '$.c', recorded: undefined, replayed: 3 },
  ])
})

test('finds a difference exactly where there is one', () => {
  const random = createRandom(7)
  for (let round = 0; round < 1000; round++) {
    const value = randomJson(random)
    const other = mutateJson(structuredClone(value), random)
    expect(comparePaths(value, other).length === 0).toBe(jsonEqual(value, other))
  }
})

test('stops at a hundred, and at a hundred levels', () => {
  const many = (offset: number) => Array.from({ length: 500 }, (_, index) => index + offset)
  expect(comparePaths(many(0), many(1000))).toHaveLength(100)
  const nest = (value: JsonValue) => {
    let nested = value
    for (let i = 0; i < 10_000; i++) nested = [nested]
    return nested
  }
  expect(comparePaths(nest(1), nest(2))).toHaveLength(1)
})
