import { expect, test } from 'vitest'
import { passHat } from '../../../src/core/statistics/pass-hat.ts'

const counts = (...pairs: Array<[succeeded: number, takes: number]>) =>
  pairs.map(([succeeded, takes]) => ({ succeeded, takes }))

test.each([
  [1, 2, 4, 1 / 2],
  [2, 2, 4, 1 / 6],
  [3, 2, 4, 0],
  [4, 4, 4, 1],
  [2, 3, 4, 1 / 2],
])('the chance that %i takes succeed after %i of %i did', (k, succeeded, takes, chance) => {
  expect(passHat(counts([succeeded, takes]), k)!.value).toBeCloseTo(chance, 12)
})

test('it is the mean over runs, of those with enough takes', () => {
  const found = passHat(counts([2, 2], [1, 2], [5, 5], [1, 1]), 2)!
  expect(found.value).toBeCloseTo(2 / 3, 12)
  expect(found.runs).toBe(3)
  expect(found.interval).toBeNull()
  expect(passHat(counts([1, 1]), 2)).toBeNull()
})

test('it estimates without bias what k further takes would do', () => {
  const [takes, chance, k] = [5, 0.7, 3]
  let mean = 0
  for (let outcomes = 0; outcomes < 2 ** takes; outcomes++) {
    const succeeded = [...outcomes.toString(2)].filter((bit) => bit === '1').length
    const likelihood = chance ** succeeded * (1 - chance) ** (takes - succeeded)
    mean += likelihood * passHat([{ takes, succeeded }], k)!.value
  }
  expect(mean).toBeCloseTo(chance ** k, 12)
})

test('the interval holds the estimate, and runs that never fail have no width', () => {
  const mixed = passHat(counts([4, 4], [3, 4], [2, 4], [4, 4], [1, 4], [4, 4]), 2)!
  expect(mixed.interval![0]).toBeLessThan(mixed.value)
  expect(mixed.interval![1]).toBeGreaterThan(mixed.value)
  expect(passHat(counts([4, 4], [4, 4], [4, 4], [4, 4]), 4)!.interval).toEqual([1, 1])
})
