import type { ConcludedMetric, MetricFacts } from '../../report/comparison-facts.ts'
import type { MeasuredMetric } from './compare-metric.ts'
import type { MetricTest } from './test-takes.ts'
import { ALPHA, holm } from '../../statistics/holm.ts'
import { METRICS } from './metrics.ts'

/**
 * Concludes the verdict of each row of a table. A difference is significant if it is so after the correction for all
 * rows that are read together. A metric of which more is neither better nor worse cannot regress, and takes no part in
 * the correction.
 *
 * @param tables Number of such tables that are read together.
 */
export function concludeTable(measured: readonly MeasuredMetric[], tables = 1): ConcludedMetric[] {
  const family = measured.filter(({ test, row }) => test && row.better !== 'neither')
  const corrected = correct(family.map(({ test }) => test!))
  const general = measured.filter((metric) => metric.general && metric.row.better !== 'neither')
  const ofRuns = correct(general.map((metric) => metric.general!))
  // The factor of the smallest p before any other is known to be significant.
  const looked = tables * family.filter(({ test }) => test!.attainable < ALPHA).length
  const adjusted = new Map(family.map((metric, at) => [metric, corrected[at]!]))
  const adjustedGeneral = new Map(general.map((metric, at) => [metric, ofRuns[at]!]))
  return measured.map((metric) => {
    if (!metric.test) return { ...metric.row, ...untested(metric) }
    const { test, n, p } = metric.test
    const adjustedP = Math.min(1, (adjusted.get(metric) ?? p) * tables)
    return {
      ...metric.row,
      significance: { test, p, adjustedP, n },
      ...(metric.general && {
        general: {
          test: metric.general.test,
          p: metric.general.p,
          adjustedP: Math.min(1, (adjustedGeneral.get(metric) ?? metric.general.p) * tables),
          n: metric.general.n,
        },
      }),
      ...tested(metric, adjustedP, metric.least * looked < ALPHA),
    }
  })
}

/**
 * Corrects p values for the number of tests. Metrics that were tested together are corrected among themselves already, and
 * count as one test beside the others.
 */
function correct(tests: readonly MetricTest[]): number[] {
  const groups = new Map<object, MetricTest[]>()
  for (const test of tests) {
    const key = test.together?.family ?? test
    const group = groups.get(key)
    if (group) group.push(test)
    else groups.set(key, [test])
  }
  const lists = [...groups.values()]
  const pOf = ({ p, together }: MetricTest) => together?.p ?? p
  const least = (group: readonly MetricTest[], read: (test: MetricTest) => number) =>
    group.reduce((smallest, test) => Math.min(smallest, read(test)), 1)
  const corrected = holm(
    lists.map((group) => ({
      p: least(group, pOf),
      attainable: least(group, ({ attainable }) => attainable),
    })),
  )
  const adjusted = new Map<MetricTest, number>()
  for (const [at, group] of lists.entries()) {
    const factor = corrected[at]! / least(group, pOf)
    for (const test of group) adjusted.set(test, Math.min(1, pOf(test) * factor))
  }
  return tests.map((test) => adjusted.get(test)!)
}

type Concluded = Pick<ConcludedMetric, 'verdict' | 'conclusion'>

function untested({ row, over }: MeasuredMetric): Concluded {
  const { metric, base, head, delta } = row
  if (delta !== null) return { verdict: 'not_evidence', conclusion: { code: 'not_evidence', over } }
  if (base !== null && head !== null) return { verdict: 'unknown', conclusion: { code: 'no_pair' } }
  if (base !== null || head !== null)
    return {
      verdict: 'unknown',
      conclusion: { code: 'not_known', side: base === null ? 'base' : 'head' },
    }
  return { verdict: 'unknown', conclusion: { code: 'not_measured', of: METRICS[metric].of } }
}

function tested(
  { row, test, over, isConsistent }: MeasuredMetric,
  p: number,
  isEnough: boolean,
): Concluded {
  const concluded = (
    verdict: Concluded['verdict'],
    limit: Extract<Concluded['conclusion'], { code: 'tested' }>['limit'] = null,
  ): Concluded => ({ verdict, conclusion: { code: 'tested', over, limit } })
  if (p >= ALPHA) {
    if (!isEnough) return concluded('not_evidence', 'few_runs')
    const isFew = test!.n > 0 && test!.attainable >= ALPHA
    return concluded('unchanged', isFew ? 'few_that_differ' : null)
  }
  if (isWithin(row)) return concluded('unchanged', 'tolerance')
  if (!isConsistent) return concluded('unchanged', 'inconsistent')
  if (row.better === 'neither') return concluded('unknown', 'neither_better')
  const isBetter = row.delta! < 0 === (row.better === 'lower')
  return concluded(isBetter ? 'improved' : 'regressed')
}

/** Returns `true` for a change within the tolerance: absolute for shares and scores, else relative to the base. */
function isWithin({ unit, delta, relative, tolerance }: MetricFacts): boolean {
  const isAbsolute = unit === 'ratio' || unit === 'score'
  const change = isAbsolute ? delta! : (relative ?? (delta === 0 ? 0 : Infinity))
  return Math.abs(change) <= tolerance
}
