import { binomialDistribution } from 'simple-statistics'
import { ALPHA, type TestResult } from './holm.ts'

/**
 * The fewest pairs with which the sign test can be significant: with five that all differ the same
 * way, p is 0.0625.
 */
export const MIN_PAIRS = Math.ceil(1 - Math.log2(ALPHA))

/**
 * The exact two-sided sign test: the probability of a split at least as uneven. Pairs that do not differ are
 * left out beforehand.
 *
 * @see https://doi.org/10.1080/01621459.1946.10501898 (Dixon and Mood, The statistical sign test, 1946)
 * @example
 * signTest(0, 6) // { p: 0.03125, attainable: 0.03125 }
 */
export function signTest(lower: number, higher: number): TestResult {
  const differing = lower + higher
  if (differing === 0) return { p: 1, attainable: 1 }
  const fewer = Math.min(lower, higher)
  // Only the end from 0 up is read: the library leaves out the last ten-thousandth at the other.
  const cells = binomialDistribution(differing, 0.5) ?? []
  let tail = 0
  for (let at = 0; at <= fewer; at++) tail += cells[at] ?? 0
  // The cells are exponentials of logarithms: the last digits are none.
  const p = Number((2 * tail).toPrecision(12))
  return { p: Math.min(1, p), attainable: Math.min(1, 2 * 0.5 ** differing) }
}
