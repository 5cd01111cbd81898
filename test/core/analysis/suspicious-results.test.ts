import { expect, test } from 'vitest'
import { findSuspicious } from '../../../src/core/analysis/suspicious-results.ts'
import type { JsonValue } from '../../../src/core/json.ts'

const results = (...values: Array<[name: string, value: JsonValue | undefined]>) =>
  values.map(([name, value], index) => ({ index, name, result: () => value }))
const kinds = (found: ReturnType<typeof findSuspicious>) =>
  found.map(({ index, kind, paths }) => [index, kind, ...paths])

test('empty results are suspicious: no text, no element, an object whose lists are all empty', () => {
  const found = findSuspicious(
    results(
      ['search', []],
      ['find', { results: [], total: 0 }],
      ['chat', '  '],
      ['count', 0],
      ['flags', { a: [1], b: [] }],
      ['notify', null],
      ['none', undefined],
    ),
  )
  expect(kinds(found)).toEqual([
    [0, 'empty_result'],
    [1, 'empty_result'],
    [2, 'empty_result'],
  ])
})

test('nothing from a function that gave something before is suspicious', () => {
  expect(kinds(findSuspicious(results(['lookup', { id: 1 }], ['lookup', null])))).toEqual([
    [1, 'empty_result'],
  ])
})

test('a result of another form is suspicious, an optional part is not', () => {
  const before = new Map<string, JsonValue>([['order', { total: 12, lines: [{ sku: 'a' }] }]])
  const found = (value: JsonValue) => kinds(findSuspicious(results(['order', value]), before))
  expect(found({ total: '12', lines: [{ sku: 'a' }] })).toEqual([[0, 'changed_shape', '$.total']])
  expect(found({ lines: [{ sku: 'a' }] })).toEqual([[0, 'changed_shape', '$.total']])
  expect(found({ total: 7, lines: [], note: 'new' })).toEqual([])
  expect(found({ total: null, lines: [{ sku: 'b' }] })).toEqual([])
})

test('a result that says that something failed is suspicious, whatever its status', () => {
  const kinds = (value: JsonValue) =>
    findSuspicious([{ index: 0, name: 'POST graphql', result: () => value }]).map(
      ({ kind, said }) => [kind, said],
    )
  expect(kinds({ errors: [{ message: 'no such field' }], data: null })).toEqual([
    ['error_result', 'no such field'],
  ])
  expect(kinds({ ok: false, error: 'channel_not_found' })).toEqual([
    ['error_result', 'channel_not_found'],
  ])
  expect(kinds({ errors: [], data: { id: 1 } })).toEqual([])
  expect(kinds({ error: null, data: { id: 1 } })).toEqual([])
})
