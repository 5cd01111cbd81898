/** The significance level of every test here, two-sided. */
export const ALPHA = 0.05

/** The result of a test, with the smallest p value these data could have given. */
export interface TestResult {
  p: number
  /** The smallest p that this test can give for data of this size and with these ties. */
  attainable: number
}

/**
 * Corrects p values for the number of tests, so that the chance of even one false alarm stays below
 * ALPHA. A test that could not have become significant takes no part: it cannot give an alarm, so
 * it costs the others nothing.
 *
 * @see https://www.jstor.org/stable/4615733 (Holm, A simple sequentially rejective multiple test procedure, 1979)
 * @see https://doi.org/10.2307/2531456 (Tarone, A modified Bonferroni method for discrete data, 1990)
 * @example
 * holm([{ p: 0.01, attainable: 0.001 }, { p: 0.04, attainable: 0.001 }]) // [0.02, 0.04]
 */
export function holm(tests: readonly TestResult[]): number[] {
  const adjusted = tests.map(({ p }) => p)
  const family = tests
    .map(({ p, attainable }, at) => ({ p, attainable, at }))
    .filter(({ attainable }) => attainable < ALPHA)
    .sort((a, b) => a.p - b.p)
  let least = 0
  for (const [rank, { p, at }] of family.entries()) {
    least = Math.max(least, Math.min(1, p * (family.length - rank)))
    adjusted[at] = least
  }
  return adjusted
}
