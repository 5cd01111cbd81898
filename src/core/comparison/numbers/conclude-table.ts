import type { MetricComparison } from '../../report/comparison-schema.ts'
import type { MeasuredMetric } from './compare-metric.ts'
import { ALPHA, holm } from '../../statistics/holm.ts'
import { METRICS } from './metrics.ts'

/**
 * The rows of a table with their verdicts: significant is what is so among all that is looked at together. A metric of
 * which more is neither better nor worse gives no alarm, and takes no part in that.
 *
 * @param tables How many such tables are looked at together.
 */
export function concludeTable(measured: readonly MeasuredMetric[], tables = 1): MetricComparison[] {
  const family = measured.filter(({ test, row }) => test && row.better !== 'neither')
  const corrected = holm(family.map(({ test }) => test!))
  // What the least p is multiplied by before any other is known to be significant.
  const looked = tables * family.filter(({ test }) => test!.attainable < ALPHA).length
  const adjusted = new Map(family.map((metric, at) => [metric, corrected[at]!]))
  return measured.map((metric) => {
    if (!metric.test) return { ...metric.row, ...untested(metric) }
    const { test, n, p } = metric.test
    const adjustedP = Math.min(1, (adjusted.get(metric) ?? p) * tables)
    return {
      ...metric.row,
      significance: { test, p, adjustedP, n },
      ...tested(metric, adjustedP, metric.least * looked < ALPHA),
    }
  })
}

type Conclusion = Pick<MetricComparison, 'verdict' | 'note'>

function untested({ row, seen }: MeasuredMetric): Conclusion {
  const { metric, base, head, delta } = row
  if (delta !== null) return { verdict: 'not_evidence', note: seen }
  const { of } = METRICS[metric]
  if (base !== null && head !== null)
    return { verdict: 'unknown', note: 'no run has it on both sides' }
  if (base !== null || head !== null)
    return { verdict: 'unknown', note: `not known of the ${base === null ? 'base' : 'head'}` }
  return { verdict: 'unknown', note: UNKNOWN[of] }
}

const UNKNOWN = {
  execution: 'not known',
  recording: 'not known: only recordings tell, and none was made anew',
  replay: 'not known: only replays tell',
}

function tested(
  { row, test, seen, isConsistent }: MeasuredMetric,
  p: number,
  isEnough: boolean,
): Conclusion {
  const note = `${seen}, p ${formatP(p)}`
  if (p >= ALPHA) {
    if (!isEnough) return { verdict: 'not_evidence', note: `${note}: too few runs to tell` }
    const few = test!.n > 0 && test!.attainable >= ALPHA
    return { verdict: 'unchanged', note: few ? `${note}: too few that differ` : note }
  }
  if (isWithin(row)) return { verdict: 'unchanged', note: `${note}: within the tolerance` }
  if (!isConsistent)
    return { verdict: 'unchanged', note: `${note}: most runs go one way, the mean another` }
  if (row.better === 'neither')
    return { verdict: 'unknown', note: `${note}: changed, for better or worse` }
  const isBetter = row.delta! < 0 === (row.better === 'lower')
  return { verdict: isBetter ? 'improved' : 'regressed', note }
}

/** Whether a change is within the tolerance: absolute for shares and scores, else relative to the base. */
function isWithin({ unit, delta, relative, tolerance }: MetricComparison): boolean {
  const isAbsolute = unit === 'ratio' || unit === 'score'
  const change = isAbsolute ? delta! : (relative ?? (delta === 0 ? 0 : Infinity))
  return Math.abs(change) <= tolerance
}

/** A p value in two digits, never rounded to 0. */
function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${Number(p.toPrecision(2))}`
}
