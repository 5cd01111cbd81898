import { expect, test } from 'vitest'
import { comparePaths } from '../../../src/core/divergence/differences/json-paths.ts'
import { valueJson } from '../../../src/core/matching/asked-of.ts'
import { toMatchable } from '../../../src/core/matching/matchable.ts'
import { captureValue } from '../../../src/core/cassette/value.ts'

function bodyOf(text: string) {
  return toMatchable({
    method: 'POST',
    url: 'https://api.stripe.com/v1/refunds',
    headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']],
    body: { text },
  }).body
}

test('the fields of a form have paths; one that comes twice is a list', () => {
  expect(bodyOf('amount=5&reason=late+delivery&expand[]=charge&expand%5B%5D=order')).toEqual({
    amount: '5',
    reason: 'late delivery',
    'expand[]': ['charge', 'order'],
  })
  const [difference] = comparePaths(bodyOf('to=%2B49&text=Hi'), bodyOf('to=%2B49&text=Hello'))
  expect(difference).toMatchObject({ path: '$.text', recorded: 'Hi', replayed: 'Hello' })
})

test('what is no form, or escapes other bytes than text, stays a text', () => {
  expect(bodyOf('{"a":1}')).toBe('{"a":1}')
  expect(bodyOf('a=%E9&b=1')).toBe('a=%E9&b=1')
  expect(bodyOf('a=1&&b=2')).toBe('a=1&&b=2')
})

test('a date in the arguments adds no step to their paths, and differs from its text', () => {
  const at = new Date('2026-01-01')
  const args = (worker: string, when: unknown) =>
    valueJson(captureValue([{ at: when, worker }], 'the arguments'))
  expect(comparePaths(args('w-1', at), args('w-2', at)).map(({ path }) => path)).toEqual([
    '$[0].worker',
  ])
  expect(comparePaths(args('w-1', at), args('w-1', at.toISOString()))).not.toEqual([])
  const output = (score: number) => valueJson(captureValue({ at, score }, 'the output'))
  expect(comparePaths(output(1), output(2)).map(({ path }) => path)).toEqual(['$.score'])
})
