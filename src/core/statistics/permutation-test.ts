import { permutationTest as shuffle } from 'simple-statistics'
import { seededRandom } from '../seeded-random.ts'
import type { TestResult } from './holm.ts'

/** Up to eight takes against eight, every division is examined. */
const MOST_DIVISIONS = 12_870
const SHUFFLES = 9_999

/**
 * A two-sided permutation test: the share of divisions into two groups whose means differ at least
 * as much as observed. Exact for few values; else out of seeded shuffles, where p counts what was
 * observed among them and so is never 0.
 *
 * @see https://doi.org/10.2202/1544-6115.1585 (Phipson and Smyth, Permutation p-values should never be zero, 2010)
 * @example
 * permutationTest([1, 2, 3, 4], [5, 6, 7, 8]) // { p: 2 / 70, attainable: 2 / 70 }
 */
export function permutationTest(base: readonly number[], head: readonly number[]): TestResult {
  const toWhole = wholeScale([...base, ...head])
  const left = base.map(toWhole)
  const right = head.map(toWhole)
  const size = left.length
  const all = [...left, ...right]
  if (divisions(all.length, size) <= MOST_DIVISIONS) return divide(all, size)
  const random = seededRandom(`${size} ${all.join(' ')}`)
  const share = shuffle(left, right, 'two_side', SHUFFLES, random)
  const p = (Math.round(share * SHUFFLES) + 1) / (SHUFFLES + 1)
  const differ = all.some((value) => value !== all[0])
  return { p, attainable: differ ? 1 / (SHUFFLES + 1) : 1 }
}

/**
 * Scales values to whole numbers.
 *
 * @note Sums of whole numbers are exact in any order: with fractions a division that is as uneven
 * as the observed one can look less so by the last bit, and p comes out too small.
 */
function wholeScale(values: readonly number[]): (value: number) => number {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity)
  const range = values.reduce((a, b) => Math.max(a, b), -Infinity) - least
  const scale = range > 0 ? 2 ** 24 / range : 0
  return (value) => Math.round((value - least) * scale)
}

/** All ways to choose which of the values are the base's. */
function divide(all: readonly number[], size: number): TestResult {
  const total = all.reduce((sum, value) => sum + value, 0)
  const rest = all.length - size
  // The distance of the means, times both sizes: a whole number.
  const apart = (sum: number) => Math.abs(sum * rest - (total - sum) * size)
  const observed = apart(all.slice(0, size).reduce((sum, value) => sum + value, 0))
  // Rounding may shift each value by a half.
  const rounding = size * rest
  let [count, asFar, most, farthest] = [0, 0, 0, -1]
  const choose = (from: number, left: number, sum: number) => {
    if (left === 0) {
      const distance = apart(sum)
      count++
      if (distance >= observed - rounding) asFar++
      if (distance > farthest + rounding) [farthest, most] = [distance, 0]
      if (distance >= farthest - rounding) most++
      return
    }
    for (let at = from; at <= all.length - left; at++) choose(at + 1, left - 1, sum + all[at]!)
  }
  choose(0, size, 0)
  return { p: asFar / count, attainable: most / count }
}

/** Counts the possible divisions, up to `MOST_DIVISIONS`; any larger result means "too many". */
function divisions(all: number, size: number): number {
  let ways = 1
  for (let at = 1; at <= Math.min(size, all - size); at++) {
    ways = (ways * (all - at + 1)) / at
    if (ways > MOST_DIVISIONS) break
  }
  return Math.round(ways)
}
