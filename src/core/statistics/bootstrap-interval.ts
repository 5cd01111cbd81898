import { quantileSorted, sampleWithReplacement } from 'simple-statistics'
import { seededRandom } from '../seeded-random.ts'

/** The number of values drawn for one interval. */
const BUDGET = 200_000

/**
 * The 95 % percentile bootstrap interval of a statistic, from samples that are drawn with
 * replacement. The same samples give the same interval.
 *
 * @see https://doi.org/10.1201/9780429246593 (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13)
 * @example
 * bootstrapInterval([[1, 2, 3, 4, 5, 6]], ([drawn]) => mean(drawn)) // about [2.2, 4.8]
 */
export function bootstrapInterval<Item>(
  samples: ReadonlyArray<readonly Item[]>,
  statistic: (drawn: Item[][]) => number,
): [number, number] {
  const sizes = samples.map((sample) => sample.length)
  const size = sizes.reduce((sum, one) => sum + one, 0)
  const random = seededRandom(`bootstrap of ${sizes.join(' ')}`)
  const times = Math.max(100, Math.min(1_000, Math.floor(BUDGET / size)))
  const drawn = Array.from({ length: times }, () =>
    statistic(samples.map((sample) => sampleWithReplacement([...sample], sample.length, random))),
  ).sort((a, b) => a - b)
  return [quantileSorted(drawn, 0.025), quantileSorted(drawn, 0.975)]
}
