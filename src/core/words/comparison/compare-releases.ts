import { compareSides } from '../../comparison/compare-sides.ts'
import type { NumberOptions } from '../../comparison/numbers/release-numbers.ts'
import type { ReleaseSide } from '../../comparison/runs/performed-run.ts'
import type { Comparison } from '../../report/comparison-schema.ts'
import { describeComparison } from './describe-comparison.ts'

/**
 * Compares two releases: their runs, and the numbers over all of them. It evaluates no gate (see `judgeGate`) and adds
 * no history.
 *
 * @example
 * const comparison = compareReleases(base, head)
 * comparison.verdict // 'regressed'
 */
export function compareReleases(
  base: ReleaseSide,
  head: ReleaseSide,
  options: NumberOptions = {},
): Comparison {
  return describeComparison(compareSides(base, head, options))
}
