import { expect, test } from 'vitest'
import { captureValue } from '../../../../src/core/cassette/value.ts'
import { compareWithTolerance } from '../../../../src/core/divergence/differences/tolerance.ts'
import type { ToleranceRule } from '../../../../src/core/options/compare-schema.ts'

function compare(recorded: unknown, replayed: unknown, ...rules: ToleranceRule[]) {
  const { differences, tolerated } = compareWithTolerance(
    captureValue(recorded, 'a'),
    captureValue(replayed, 'b'),
    { rules },
  )
  return {
    differ: differences.map(({ path }) => path),
    tolerated: tolerated.map(({ path }) => path),
  }
}

const all = (...tolerated: string[]) => ({ differ: [], tolerated })
const none = (...differ: string[]) => ({ differ, tolerated: [] })

test('numbers, by an amount', () => {
  const rule = { path: '$.total', absolute: 0.02 }
  expect(compare({ total: 1 }, { total: 1.02 }, rule)).toEqual(all('$.total'))
  expect(compare({ total: 1 }, { total: 0.98 }, rule)).toEqual(all('$.total'))
  expect(compare({ total: 1 }, { total: 1.0201 }, rule)).toEqual(none('$.total'))
  expect(compare({ total: 1 }, { total: '1' }, rule)).toEqual(none('$.total'))
  expect(compare({ total: 1 }, {}, rule)).toEqual(none('$.total'))
  expect(compare({}, { total: 1 }, rule)).toEqual(none('$.total'))
  expect(compare({ total: 1 }, { total: NaN }, rule).differ).toHaveLength(1)
  expect(compare({ total: 1 }, { total: 1n }, rule).differ).toHaveLength(1)
  expect(compare({ total: 10n }, { total: 12n }, { path: '$.total', absolute: 2 })).toEqual(
    all('$.total'),
  )
})

test('numbers, by a share of the recorded one', () => {
  const rule = { path: '$[*].score', relative: 0.1 }
  expect(compare([{ score: 100 }, { score: -10 }], [{ score: 110 }, { score: -9 }], rule)).toEqual(
    all('$[0].score', '$[1].score'),
  )
  expect(compare([{ score: 100 }], [{ score: 110.1 }], rule)).toEqual(none('$[0].score'))
  expect(compare([{ score: 0 }], [{ score: 0.001 }], rule)).toEqual(none('$[0].score'))
})

test('what no rule names stays a difference', () => {
  const rule = { path: '$.total', absolute: 5 }
  expect(compare({ total: 1, tax: 1 }, { total: 2, tax: 2 }, rule)).toEqual({
    differ: ['$.tax'],
    tolerated: ['$.total'],
  })
  expect(compare({ order: { total: 1 } }, { order: { total: 2 } }, rule)).toEqual(
    none('$.order.total'),
  )
})

test('dates, as Date and as text', () => {
  const rule = { path: '$.at', withinMs: 1000 }
  const date = (text: string) => ({ at: new Date(text) })
  const [before, now] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z']
  expect(compare(date(before), date(now), rule)).toEqual(all('$.at'))
  expect(compare({ at: before }, { at: now }, rule)).toEqual(all('$.at'))
  expect(compare({ at: before }, { at: '2026-01-01T01:00:00.5+01:00' }, rule)).toEqual(all('$.at'))
  expect(compare(date(before), date('2026-01-01T00:00:01.001Z'), rule).differ).toHaveLength(1)
  // A date and the text of one are not the same.
  expect(compare(date(before), { at: now }, rule).differ).toHaveLength(1)
  expect(compare({ at: 'yesterday' }, { at: 'today' }, rule)).toEqual(none('$.at'))
  expect(compare({ at: '1' }, { at: '2' }, rule)).toEqual(none('$.at'))
  expect(compare(new Date(before), new Date(now), { path: '$', withinMs: 1000 })).toEqual(all('$'))
})

test('unordered arrays are multisets', () => {
  const rule: ToleranceRule = { path: '$.tags', unordered: true }
  expect(compare({ tags: ['a', 'b', 'a'] }, { tags: ['b', 'a', 'a'] }, rule)).toEqual(all('$.tags'))
  expect(compare({ tags: ['a', 'b'] }, { tags: ['a', 'b'] }, rule)).toEqual(all())
  expect(compare({ tags: ['a', 'a', 'b'] }, { tags: ['b', 'b', 'a'] }, rule).differ).toHaveLength(1)
  expect(compare({ tags: ['a', 'b'] }, { tags: ['b', 'a', 'c'] }, rule).differ).toEqual([
    '$.tags[2]',
  ])
  expect(compare({ tags: ['a', 'b', 'c'] }, { tags: ['c', 'a'] }, rule).differ).toEqual([
    '$.tags[1]',
  ])
  // Only the array that is named: one within it keeps its order.
  expect(compare({ tags: [[1, 2]] }, { tags: [[2, 1]] }, rule).differ).toHaveLength(2)
})

test('rules for values within an unordered array apply there', () => {
  const rules: ToleranceRule[] = [
    { path: '$', unordered: true },
    { path: '$[*].price', absolute: 1 },
  ]
  const items = (...prices: number[]) => prices.map((price) => ({ price }))
  expect(compare(items(10, 20), items(20.5, 10.5), ...rules)).toEqual(
    all('$', '$[0].price', '$[1].price'),
  )
  // 2 fits 1 and 3; only one of the two ways leaves nothing over, though 2 and 2 are the same.
  expect(compare(items(1, 2), items(2, 3), ...rules).differ).toEqual([])
  expect(compare(items(1, 2), items(2, 3.1), ...rules).differ).toHaveLength(1)
  // A rule for one place is none for elements without one.
  expect(
    compare([5, 1], [1, 6], { path: '$', unordered: true }, { path: '$[0]', absolute: 1 }).differ,
  ).toEqual([])
  expect(
    compare([1, 5], [6, 1], { path: '$', unordered: true }, { path: '$[0]', absolute: 1 }).differ,
  ).toEqual(['$[1]'])
})

test('maps and sets', () => {
  const prices = (price: number) => ({
    prices: new Map([['apple', { price, at: new Date(price) }]]),
  })
  const rules = [
    { path: '$.prices[*][1].price', absolute: 1 },
    { path: '$.prices[*][1].at', withinMs: 1 },
  ]
  expect(compare(prices(1), prices(2), ...rules)).toEqual(
    all('$.prices[0][1].price', '$.prices[0][1].at'),
  )
  expect(compare(prices(1), prices(3), ...rules).differ).toHaveLength(2)
  const rule: ToleranceRule = { path: '$', unordered: true }
  expect(compare(new Set([1n, 'a']), new Set(['a', 1n]), rule)).toEqual(all('$'))
  expect(compare(new Set([1n]), new Set(['1']), rule).differ).toHaveLength(1)
  expect(compare(new Set([1]), [1], rule).differ).toHaveLength(1)
})

test('no field name is taken for a type, however it is spelt', () => {
  const rule = { path: '$.other', absolute: 1 }
  const text = '2026-01-01T00:00:00.000Z'
  expect(compare({ at: new Date(text) }, { at: { '<Date>': text } }, rule).differ).toHaveLength(2)
  expect(
    compare({ at: { '<Date>': text } }, { at: { '<<Date>': text } }, rule).differ.length,
  ).toBeGreaterThan(0)
  expect(
    compare(
      { '<a.b\\c>': 1, at: 1n },
      { '<a.b\\c>': 2, at: 1n },
      { path: '$["<a.b\\\\c>"]', absolute: 1 },
    ),
  ).toEqual(all('$["<a.b\\\\c>"]'))
  expect(compare({ 'a.b': 1n }, { a: { b: '1' } }, rule).differ.length).toBeGreaterThan(0)
})

test('one object that occurs twice differs from two equal objects', () => {
  const one = { a: 1n }
  expect(
    compare([one, one], [{ a: 1n }, { a: 1n }], { path: '$.x', absolute: 1 }).differ.length,
  ).toBeGreaterThan(0)
})

test('large arrays are paired by equality', { timeout: 20_000 }, () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => index % 7)
  expect(
    compare(
      numbers,
      numbers.toReversed(),
      { path: '$', unordered: true },
      { path: '$[*]', absolute: 0.1 },
    ).differ,
  ).toEqual([])
})
