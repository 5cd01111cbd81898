import { bootstrapInterval } from './bootstrap-interval.ts'
import { meanOf } from './pair-values.ts'

/** The takes of one run: how many there are, and how many of them succeeded. */
export interface TakeCount {
  takes: number
  succeeded: number
}

/** The fewest runs over which an interval says something. */
const FEWEST_RUNS = 4

/**
 * Estimates pass^k, the chance that k takes of a run all succeed, as the mean over runs of C(succeeded, k) / C(takes, k).
 * Runs with fewer takes than k take no part.
 *
 * @returns The estimate (0..1), with its 95 % interval for runs like these; `null` where no run has the takes. The interval is
 *   `null` for fewer than four runs.
 * @see https://arxiv.org/abs/2406.12045 (Yao et al., tau-bench, 2024, section 3)
 * @example
 * passHat([{ takes: 4, succeeded: 2 }], 2) // { value: 1 / 6, interval: null, runs: 1 }
 */
export function passHat(
  counts: readonly TakeCount[],
  k: number,
): { value: number; interval: [number, number] | null; runs: number } | null {
  const chances = counts.filter(({ takes }) => takes >= k).map((count) => chanceOf(count, k))
  if (chances.length === 0) return null
  return {
    value: meanOf(chances),
    interval:
      chances.length < FEWEST_RUNS
        ? null
        : bootstrapInterval([chances], ([drawn]) => meanOf(drawn!)),
    runs: chances.length,
  }
}

/** The share of all ways to choose k of the takes in which each has succeeded. */
function chanceOf({ takes, succeeded }: TakeCount, k: number): number {
  let chance = 1
  for (let drawn = 0; drawn < k; drawn++) chance *= (succeeded - drawn) / (takes - drawn)
  return Math.max(0, chance)
}
