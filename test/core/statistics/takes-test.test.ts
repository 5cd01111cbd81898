import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { leastOfTakes, takesTest, type RunTakes } from '../../../src/core/statistics/takes-test.ts'
import { tableSize } from '../../table-size.ts'

const times = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at))
const run = (base: Array<number | null>, head: Array<number | null>): RunTakes => ({
  base: base.length,
  head: head.length,
  values: [[...base, ...head]],
})

test('of one take each, it is the share of swaps that differ as far', () => {
  const [found] = takesTest(
    times(6, () => run([1], [2])),
    [false],
  )
  expect(found).toEqual({ p: 2 / 64, familyP: 2 / 64, attainable: 2 / 64, direction: 1 })
})

test('of two takes each, it is the share of divisions', () => {
  const [found] = takesTest(
    times(2, () => run([1, 2], [3, 4])),
    [false],
  )
  expect(found).toMatchObject({ p: 2 / 36, direction: 1 })
})

test('takes that are equal cannot differ', () => {
  expect(
    takesTest(
      times(8, () => run([0.1 + 0.2], [0.3])),
      [false],
    ),
  ).toEqual([null])
})

test('metrics that move together are one test, others cost what they are worth', () => {
  const together = times(6, (): RunTakes => ({
    base: 1,
    head: 1,
    values: [
      [1, 2],
      [10, 20],
    ],
  }))
  expect(takesTest(together, [false, false]).map((one) => one!.familyP)).toEqual([2 / 64, 2 / 64])
  const apart = times(6, (at): RunTakes => {
    const noise = at % 2 === 0 ? [1, 2] : [2, 1]
    return { base: 1, head: 1, values: [[1, 2], noise] }
  })
  const [first] = takesTest(apart, [false, false])
  expect(first!.familyP).toBeGreaterThan(first!.p)
})

test('amounts are compared by how many times they grew', () => {
  const runs = [...times(8, () => run([100], [130])), run([1_000_000], [900_000])]
  expect(takesTest(runs, [true])[0]!.direction).toBe(1)
  expect(takesTest(runs, [true])[0]!.p).toBeLessThan(0.05)
  expect(takesTest(runs, [false])[0]!.direction).toBe(-1)
})

test('an amount of 0 is finite, and one that is not known counts for nothing', () => {
  const runs = [...times(6, () => run([0], [5])), run([null], [5])]
  expect(takesTest(runs, [true])[0]!.p).toBeLessThanOrEqual(2 / 64)
})

test('many runs are drawn by a seed: the same data give the same p', () => {
  const random = seededRandom('takes')
  const runs = times(60, () => run([random(), random()], [random() + 0.4, random() + 0.4]))
  const [found] = takesTest(runs, [false])
  expect(found).toEqual(takesTest(runs, [false])[0])
  expect(found!.p).toBeLessThan(0.01)
})

const RELEASES = tableSize({ sample: 200, whole: 400 })

test('chance alone is found as often as it is allowed to be', () => {
  const random = seededRandom('chance')
  const found = times(RELEASES, () => {
    const runs = times(5, (): RunTakes => {
      const values = times(3, () => times(4, () => Math.round(random() * 3)))
      return { base: 2, head: 2, values }
    })
    return takesTest(runs, [false, false, true]).some((one) => one !== null && one.familyP < 0.05)
  })
  expect(found.filter(Boolean).length).toBeLessThan(RELEASES * 0.075)
})

test('the least p follows from the number of takes', () => {
  expect(leastOfTakes(times(6, () => ({ base: 1, head: 1 })))).toBe(2 / 64)
  expect(leastOfTakes([{ base: 4, head: 4 }])).toBe(2 / 70)
  expect(leastOfTakes([{ base: 1, head: 1 }])).toBe(1)
})
