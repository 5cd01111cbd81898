import { seededRandom } from '../seeded-random.ts'
import { bootstrapInterval } from './bootstrap-interval.ts'
import type { TestResult } from './holm.ts'
import type { PairValues } from './pair-values.ts'
import { TailDifference } from './tail-difference.ts'

/**
 * Number of pairs swapped in one test: many runs need fewer swaps than few runs for the same
 * precision.
 */
const BUDGET = 1_000_000
const MOST_SWAPS = 999
const LEAST_SWAPS = 199

/** With fewer pairs, the percentile is just the slowest run. */
export const MIN_PAIRS_OF_P95 = 20

/** Swapping changes the order of sums: differences this small are rounding. */
const ROUNDING = 1e-9

/**
 * A permutation test of the difference between 95th percentiles: the sides of each pair are swapped
 * at random, as they might be if the release made no difference.
 *
 * @see https://doi.org/10.2202/1544-6115.1585 (Phipson and Smyth, Permutation p-values should never be zero, 2010)
 */
export function swapTest(pairs: readonly PairValues[]): TestResult {
  const tail = new TailDifference(pairs)
  const once = new Uint32Array(pairs.length).fill(1)
  const swapped = new Uint8Array(pairs.length)
  const observed = Math.abs(tail.of(once, swapped))
  const rounding = observed * ROUNDING
  const random = seededRandom(`swaps of ${pairs.length} ${observed}`)
  const swaps = Math.max(LEAST_SWAPS, Math.min(MOST_SWAPS, Math.floor(BUDGET / pairs.length)))
  let [asFar, most, farthest] = [1, 1, observed]
  for (let swap = 0; swap < swaps; swap++) {
    for (let pair = 0; pair < pairs.length; pair++) swapped[pair] = random() < 0.5 ? 1 : 0
    const distance = Math.abs(tail.of(once, swapped))
    if (distance >= observed - rounding) asFar++
    if (distance > farthest + rounding) [farthest, most] = [distance, 0]
    if (distance >= farthest - rounding) most++
  }
  return { p: asFar / (swaps + 1), attainable: farthest === 0 ? 1 : most / (swaps + 1) }
}

/** A bootstrap interval of the difference between the percentiles. */
export function intervalOfP95(pairs: readonly PairValues[]): [number, number] {
  const tail = new TailDifference(pairs)
  const asTheyAre = new Uint8Array(pairs.length)
  return bootstrapInterval([[...pairs.keys()]], ([drawn]) => {
    const weights = new Uint32Array(pairs.length)
    for (const pair of drawn!) weights[pair]!++
    return tail.of(weights, asTheyAre)
  })
}
