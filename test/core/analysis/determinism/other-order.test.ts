import { expect, test } from 'vitest'
import { otherOrder } from '../../../../src/core/analysis/determinism/other-order.ts'
import { seededRandom } from '../../../../src/core/seeded-random.ts'

test('the same things, and never in the same order', () => {
  for (let length = 2; length < 8; length++) {
    const list = Array.from({ length }, (_, at) => at)
    for (let seed = 0; seed < 50; seed++) {
      const other = otherOrder(list, seed, seededRandom(String(seed)))
      expect(other).not.toEqual(list)
      expect(other.toSorted()).toEqual(list)
    }
  }
})

test('nothing and one thing have one order', () => {
  expect(otherOrder([], 1, Math.random)).toEqual([])
  expect(otherOrder(['a'], 1, Math.random)).toEqual(['a'])
})
