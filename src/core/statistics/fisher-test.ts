import { gammaln } from 'simple-statistics'
import type { TestResult } from './holm.ts'

/** As in R: tables whose probabilities are equal up to rounding are equally extreme. */
const SAME = 1 + 1e-7

/**
 * Fisher's exact test, two-sided: the probability of a split between the sides that is at least as
 * uneven. For shares of runs that are not paired.
 *
 * @see https://stat.ethz.ch/R-manual/R-devel/library/stats/html/fisher.test.html (which tables count)
 * @example
 * fisherTest({ of: 4, happened: 3 }, { of: 4, happened: 1 }).p // 0.4857
 */
export function fisherTest(
  base: { happened: number; of: number },
  head: { happened: number; of: number },
): TestResult {
  const all = base.of + head.of
  const happened = base.happened + head.happened
  const lowest = Math.max(0, happened - head.of)
  const highest = Math.min(happened, base.of)
  const probability = (k: number) =>
    Math.exp(choose(base.of, k) + choose(head.of, happened - k) - choose(all, happened))
  const observed = probability(base.happened)
  let p = 0
  let attainable = 1
  for (let k = lowest; k <= highest; k++) {
    const chance = probability(k)
    if (chance <= observed * SAME) p += chance
    attainable = Math.min(attainable, chance)
  }
  // Both ends may be equally rare.
  const ends = [probability(lowest), probability(highest)].filter((at) => at <= attainable * SAME)
  const least = lowest === highest ? 1 : ends.reduce((sum, at) => sum + at, 0)
  return { p: Math.min(1, p), attainable: Math.min(1, least) }
}

/** The logarithm of the binomial coefficient. */
function choose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
}
