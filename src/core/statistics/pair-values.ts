import { percentile } from './percentile.ts'

/** Measured values of one pair of runs: one for each of its takes. */
export interface PairValues {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/** The mean; `NaN` without values. */
export function meanOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** The mean of the known values; `null` where there are none. */
export function meanOfKnown(values: ReadonlyArray<number | null>): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : meanOf(known)
}

/**
 * The difference between a pair's means, head minus base. A difference that rounding alone can
 * cause is 0.
 */
export function differenceOf({ base, head }: PairValues): number {
  const [from, to] = [meanOf(base), meanOf(head)]
  const difference = to - from
  return Math.abs(difference) <= 1e-9 * Math.max(Math.abs(from), Math.abs(to)) ? 0 : difference
}

/** The 95th percentile of all values of one side. */
export function p95(pairs: readonly PairValues[], side: 'base' | 'head'): number {
  const values: number[] = []
  for (const pair of pairs) for (const value of pair[side]) values.push(value)
  return percentile(values, 0.95)
}
