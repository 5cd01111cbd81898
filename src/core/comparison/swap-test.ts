import { quantileSorted } from 'simple-statistics'
import { seededRandom } from '../analysis/determinism/seeded-random.ts'
import type { TestResult } from './holm.ts'
import type { PairValues } from './pair-values.ts'

/** Values that are drawn for one test; few swaps of many runs are as telling as many swaps of few. */
const BUDGET = 1_000_000
const MOST_SWAPS = 999

/** With fewer pairs the percentile is but the slowest run. */
export const MIN_PAIRS_OF_P95 = 20

/**
 * The 95th percentile of all values of one side.
 *
 * @see https://doi.org/10.1080/00031305.1996.10473566 (Hyndman and Fan, Sample quantiles, 1996: type 7)
 */
export function p95(pairs: readonly PairValues[], side: 'base' | 'head'): number {
  const values: number[] = []
  for (const pair of pairs) for (const value of pair[side]) values.push(value)
  return quantileSorted(Float64Array.from(values).sort() as unknown as number[], 0.95)
}

/**
 * How often chance gives percentiles that lie as far apart: the sides of each pair are swapped at random, as they might
 * be if the release made no difference.
 *
 * @see https://doi.org/10.2202/1544-6115.1585 (Phipson and Smyth, Permutation p-values should never be zero, 2010)
 */
export function swapTest(pairs: readonly PairValues[]): TestResult {
  const observed = Math.abs(p95(pairs, 'head') - p95(pairs, 'base'))
  const random = seededRandom(`swaps of ${pairs.length} ${observed}`)
  const values = pairs.reduce((sum, { base, head }) => sum + base.length + head.length, 0)
  const swaps = Math.max(199, Math.min(MOST_SWAPS, Math.floor(BUDGET / values)))
  let [asFar, most, farthest] = [0, 0, observed]
  for (let swap = 0; swap < swaps; swap++) {
    const swapped = pairs.map((pair) =>
      random() < 0.5 ? pair : { base: pair.head, head: pair.base },
    )
    const distance = Math.abs(p95(swapped, 'head') - p95(swapped, 'base'))
    if (distance >= observed) asFar++
    if (distance > farthest) [farthest, most] = [distance, 0]
    if (distance === farthest) most++
  }
  const attainable = farthest === 0 ? 1 : (most + (observed === farthest ? 1 : 0)) / (swaps + 1)
  return { p: (asFar + 1) / (swaps + 1), attainable }
}
