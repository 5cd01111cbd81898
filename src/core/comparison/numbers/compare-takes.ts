import type { ConcludedMetric, MetricFacts } from '../../report/comparison-facts.ts'
import type { MetricName } from '../../report/comparison-schema.ts'
import { bootstrapInterval } from '../../statistics/bootstrap-interval.ts'
import { changeOf, type MeasuredMetric } from './compare-metric.ts'
import { concludeTable } from './conclude-table.ts'
import { executionFacts } from './execution-facts.ts'
import { ALPHA } from '../../statistics/holm.ts'
import { METRICS } from './metrics.ts'
import { meanOf, meanOfKnown } from '../../statistics/pair-values.ts'
import type { Recording } from '../runs/performed-run.ts'
import { permutationTest } from '../../statistics/permutation-test.ts'
import type { NumberOptions } from './release-numbers.ts'

/** Options of a comparison of the takes of one run. */
export interface TakeOptions extends NumberOptions {
  /**
   * Number of runs whose takes are compared in the same comparison: with many, some differ by chance.
   *
   * @default 1
   */
  runs?: number
}

/** Minimum number of takes for an interval. */
const MIN_TAKES = 4
/** The percentile of one run is its duration, and no recording has a match rate. */
const LEFT_OUT = new Set<MetricName>(['latency_p95', 'match_rate', 'determinism'])

/**
 * Compares the numbers of one run's recordings on both sides. With four takes a side a permutation test can tell a
 * difference from chance; with fewer there are numbers, which are no evidence.
 */
export function compareTakes(
  base: readonly Recording[],
  head: readonly Recording[],
  { tolerance = {}, runs = 1 }: TakeOptions = {},
): ConcludedMetric[] {
  const evidence = base.length > 1 && head.length > 1 ? 'takes' : 'recording'
  const names = (Object.keys(METRICS) as MetricName[]).filter((metric) => !LEFT_OUT.has(metric))
  const measured = names.flatMap((metric): MeasuredMetric[] => {
    const { read, unit, better, tolerance: usual } = METRICS[metric]
    const known = (takes: readonly Recording[]) =>
      takes.map((take) => read(executionFacts(take))).filter((value) => value !== null)
    const [from, to] = [known(base), known(head)]
    if (from.length + to.length === 0) return []
    const means = { base: meanOfKnown(from), head: meanOfKnown(to) }
    const test = from.length > 0 && to.length > 0 ? testOf(from, to) : null
    const row: MetricFacts = {
      metric,
      unit,
      better,
      ...means,
      ...changeOf(means.base, means.head),
      interval: test ? intervalOf(from, to) : null,
      significance: null,
      tolerance: tolerance[metric] ?? usual,
      basis: { evidence, pairs: 1, baseRuns: from.length, headRuns: to.length },
      verdict: 'unknown',
    }
    return [
      { row, test, general: null, least: test?.attainable ?? 1, over: 'takes', isConsistent: true },
    ]
  })
  return concludeTable(measured, runs)
}

/** Tests two groups of takes; `null` if there are so few that even their most uneven division is no evidence. */
function testOf(base: readonly number[], head: readonly number[]): MeasuredMetric['test'] {
  const places = [...base.keys()]
  const others = [...head.keys()].map((place) => place + base.length)
  if (permutationTest(places, others).attainable >= ALPHA) return null
  return {
    test: 'permutation',
    n: base.length + head.length,
    ...permutationTest(base, head),
  }
}

function intervalOf(base: readonly number[], head: readonly number[]): [number, number] | null {
  if (Math.min(base.length, head.length) < MIN_TAKES) return null
  return bootstrapInterval([base, head], ([from, to]) => meanOf(to!) - meanOf(from!))
}
