import type { MetricName, Significance } from '../../report/comparison-schema.ts'
import type { TestResult } from '../../statistics/holm.ts'
import { leastOfTakes, takesTest, type RunTakes } from '../../statistics/takes-test.ts'
import { METRICS } from './metrics.ts'

/** A test of one metric. */
export type MetricTest = TestResult &
  Pick<Significance, 'test' | 'n'> & {
    /** Corrected already for the metrics that were tested together; they have this object in common. */
    together?: { family: object; p: number }
  }

/** The test of one metric's takes, made together with the other metrics of its table. */
export interface MetricTakesTest {
  /** `null` where no division of the takes differs. */
  test: MetricTest | null
  /** The smallest p that these runs can give. */
  least: number
  /** Positive where the head has more. */
  direction: number
}

/** The values of one metric in one pair of runs: one for each take, `null` where it is not known. */
export interface KnownTakes {
  base: ReadonlyArray<number | null>
  head: ReadonlyArray<number | null>
}

/** Amounts of which one run can have a hundred times that of another. */
const AMOUNTS = new Set<MetricName>(['duration', 'cost', 'tokens'])

/**
 * Tests the metrics of a table together, over the takes of each pair of runs.
 *
 * @param tables The values of each metric, of the same pairs in the same order.
 */
export function testTakes(
  tables: ReadonlyMap<MetricName, readonly KnownTakes[]>,
): Map<MetricName, MetricTakesTest> {
  const metrics = [...tables.keys()].filter((metric) => METRICS[metric].better !== 'neither')
  const [first] = tables.values()
  if (!first || first.length === 0) return new Map()
  const runs = first.map((_, at): RunTakes => {
    const of = metrics.map((metric) => tables.get(metric)![at]!)
    return {
      base: first[at]!.base.length,
      head: first[at]!.head.length,
      values: of.map(({ base, head }) =>
        isKnown(base) && isKnown(head) ? [...base, ...head] : [...base, ...head].map(() => null),
      ),
    }
  })
  const results = takesTest(
    runs,
    metrics.map((metric) => AMOUNTS.has(metric)),
  )
  const family = {}
  return new Map(
    metrics.map((metric, place) => {
      const found = results[place]
      const known = runs.filter(({ values }) => values[place]!.some((value) => value !== null))
      const least = leastOfTakes(known)
      if (!found) return [metric, { test: UNCHANGED(known.length), least, direction: 0 }]
      const { p, attainable, familyP, direction } = found
      const test: MetricTest = {
        test: 'permutation',
        n: known.length,
        p,
        attainable,
        together: { family, p: familyP },
      }
      return [metric, { test, least, direction }]
    }),
  )
}

/** No take differs from another. */
const UNCHANGED = (n: number): MetricTest => ({ test: 'permutation', n, p: 1, attainable: 1 })

const isKnown = (values: ReadonlyArray<number | null>): boolean =>
  values.some((value) => value !== null)
