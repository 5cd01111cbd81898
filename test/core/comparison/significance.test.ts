import { quantile } from 'simple-statistics'
import { expect, test } from 'vitest'
import { bootstrapInterval } from '../../../src/core/statistics/bootstrap-interval.ts'
import { fisherTest } from '../../../src/core/statistics/fisher-test.ts'
import { holm } from '../../../src/core/statistics/holm.ts'
import { meanOf, p95 } from '../../../src/core/statistics/pair-values.ts'
import { permutationTest } from '../../../src/core/statistics/permutation-test.ts'
import { MIN_PAIRS, signTest } from '../../../src/core/statistics/sign-test.ts'
import { swapTest } from '../../../src/core/statistics/swap-test.ts'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { TailDifference } from '../../../src/core/statistics/tail-difference.ts'
import { times } from './build-runs.ts'

// R: binom.test(lower, lower + higher)$p.value. The third is Zar's deer, whose hind legs are longer in 8 of 10.
test.each([
  [0, 6, 0.03125],
  [1, 9, 0.021484375],
  [2, 8, 0.109375],
  [5, 5, 1],
  [0, 1, 1],
  [40, 60, 0.05688793],
])('the sign test of %d against %d gives %d', (lower, higher, p) => {
  expect(signTest(lower, higher).p).toBeCloseTo(p, 8)
  expect(signTest(higher, lower).p).toBeCloseTo(p, 8)
})

test('six pairs are the fewest that can be evidence', () => {
  expect(MIN_PAIRS).toBe(6)
  expect(signTest(0, 5).p).toBe(0.0625)
  expect(signTest(0, 6).p).toBeLessThan(0.05)
  expect(signTest(0, 0)).toEqual({ p: 1, attainable: 1 })
})

test('the sign test is exact for ten thousand pairs', () => {
  expect(signTest(5000, 5000).p).toBeCloseTo(1, 6)
  // The normal approximation with continuity correction: z = 1.99.
  expect(signTest(4900, 5100).p).toBeCloseTo(0.0466, 3)
  expect(signTest(0, 10_000).p).toBeLessThan(1e-300)
})

// R: fisher.test(...)$p.value; the tea tasting lady and the convictions are the examples of its manual.
test.each([
  ['the lady tasting tea', 3, 4, 1, 4, 0.4857142857],
  ['convictions of twins', 2, 17, 10, 13, 0.0005367241],
  ['studying', 1, 10, 11, 14, 0.0027594562],
  ['no difference', 5, 10, 5, 10, 1],
  ['nothing happened', 0, 10, 0, 12, 1],
])("Fisher's test: %s", (_, a, n, b, m, p) => {
  const result = fisherTest({ happened: a, of: n }, { happened: b, of: m })
  expect(result.p).toBeCloseTo(p, 8)
  expect(result.attainable).toBeLessThanOrEqual(result.p + 1e-12)
})

test('the least that Fisher can give is that of the most uneven table', () => {
  // Of four happenings in 4 and 4: all on one side, 2 of 70.
  expect(fisherTest({ happened: 2, of: 4 }, { happened: 2, of: 4 }).attainable).toBeCloseTo(2 / 70)
})

test('a permutation test of few values is exact', () => {
  expect(permutationTest([1, 2, 3, 4], [5, 6, 7, 8])).toEqual({ p: 2 / 70, attainable: 2 / 70 })
  expect(permutationTest([1, 1], [2, 2]).p).toBeCloseTo(1 / 3)
  expect(permutationTest([3, 3, 3], [3, 3, 3])).toEqual({ p: 1, attainable: 1 })
  // The example of simple-statistics, whose shuffles come near it: 460 of 3432.
  expect(permutationTest([2, 5, 3, 6, 7, 2, 5], [20, 5, 13, 12, 7, 2, 2]).p).toBe(460 / 3432)
})

test('fractions that no number represents exactly do not make p too small', () => {
  const [base, head] = [
    [0.1, 0.2, 0.3, 0.7],
    [0.3, 0.2, 0.1, 0.7],
  ]
  expect(permutationTest(base!, head!).p).toBe(1)
  const sevenths = [3, 4, 0, 7, 2, 5].map((part) => part / 7)
  const whole = [3, 4, 0, 7, 2, 5]
  expect(permutationTest(sevenths.slice(0, 3), sevenths.slice(3)).p).toBe(
    permutationTest(whole.slice(0, 3), whole.slice(3)).p,
  )
  expect(permutationTest([0.1, 0.2, 0.3, 0.4], [0.7, 0.8, 0.9, 1]).p).toBe(2 / 70)
})

test('a permutation test of many values comes near, is the same each time and never 0', () => {
  const random = seededRandom('values')
  const base = times(20, () => random())
  expect(permutationTest(base, base).p).toBe(1)
  const head = base.map((value) => value + 10)
  expect(permutationTest(base, head).p).toBe(1 / 10_000)
  const near = base.map((value) => value + 0.1)
  expect(permutationTest(base, near)).toEqual(permutationTest(base, near))
})

// R: p.adjust(p, 'holm')
test('Holm corrects as R does', () => {
  const tests = [0.01, 0.02, 0.03, 0.04, 0.05].map((p) => ({ p, attainable: 0.0001 }))
  expect(holm(tests).map((p) => Number(p.toFixed(10)))).toEqual([0.05, 0.08, 0.09, 0.09, 0.09])
  expect(holm([0.6, 0.7].map((p) => ({ p, attainable: 0.01 })))).toEqual([1, 1])
})

test('what could not have been significant costs the others nothing', () => {
  const tests = [
    { p: 0.04, attainable: 0.03 },
    { p: 1, attainable: 1 },
    { p: 0.0625, attainable: 0.0625 },
  ]
  expect(holm(tests)).toEqual([0.04, 1, 0.0625])
})

test('a percentile is interpolated between two values', () => {
  const values = times(20, (at) => at + 1)
  expect(p95([{ base: values, head: [] }], 'base')).toBeCloseTo(19.05)
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
})

test('percentiles of swapped and drawn pairs are those of their values', () => {
  const random = seededRandom('tails')
  for (const size of [1, 2, 7, 20, 33]) {
    const some = () => times(1 + Math.floor(random() * 3), () => Math.round(random() * 20))
    const pairs = times(size, () => ({ base: some(), head: some() }))
    const weights = Uint32Array.from(pairs, () => Math.floor(random() * 3))
    weights[0] = 1
    const swapped = Uint8Array.from(pairs, () => (random() < 0.5 ? 1 : 0))
    const drawn = pairs.flatMap(({ base, head }, at) =>
      times(weights[at]!, () => (swapped[at] ? { base: head, head: base } : { base, head })),
    )
    expect(new TailDifference(pairs).of(weights, swapped)).toBeCloseTo(
      p95(drawn, 'head') - p95(drawn, 'base'),
      10,
    )
  }
})

test('swapping the sides finds slow runs, and none where there are none', () => {
  const random = seededRandom('latencies')
  const pairs = times(40, () => ({ base: [1000 + random() * 100], head: [1000 + random() * 100] }))
  expect(swapTest(pairs).p).toBeGreaterThan(0.05)
  const slow = pairs.map(({ base, head }) => ({ base, head: [head[0]! * 1.5] }))
  expect(swapTest(slow).p).toBeLessThan(0.01)
  expect(swapTest(pairs.map(({ base }) => ({ base, head: base })))).toEqual({ p: 1, attainable: 1 })
})

test('an interval contains the true mean in about 95 of 100 samples', () => {
  const random = seededRandom('samples')
  const held = times(200, () => {
    const sample = times(30, () => random() + random() + random())
    const [low, high] = bootstrapInterval([sample], ([drawn]) => meanOf(drawn!))
    return low <= 1.5 && 1.5 <= high
  })
  const share = held.filter(Boolean).length / held.length
  // A percentile interval of thirty values is a little too narrow: 93 of 100.
  expect(share).toBeGreaterThan(0.9)
  expect(share).toBeLessThan(0.98)
})
