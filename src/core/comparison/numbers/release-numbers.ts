import type { ConcludedNumbers, MetricFacts } from '../../report/comparison-facts.ts'
import type { Evidence, MetricName } from '../../report/comparison-schema.ts'
import { comparedExecutions, type ComparedExecutions } from '../pairing/compared-executions.ts'
import { compareMetric, type MeasuredMetric } from './compare-metric.ts'
import { concludeTable } from './conclude-table.ts'
import { executionFacts } from './execution-facts.ts'
import { METRICS, type Tolerances } from './metrics.ts'
import type { PairValues } from '../../statistics/pair-values.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import type { Recording, ReleaseRun, Replay } from '../runs/performed-run.ts'
import { comparePasses } from './compare-passes.ts'
import { compareStopReasons } from './compare-stop-reasons.ts'
import { testTakes, type KnownTakes, type MetricTakesTest } from './test-takes.ts'
import { weighMetrics } from './weigh-metrics.ts'

/** Options of a comparison of numbers. */
export interface NumberOptions {
  /** In place of the metrics' own tolerances. */
  tolerance?: Tolerances | undefined
}

/**
 * Compares the numbers of two releases over pairs of runs. The recordings of a run count as one, by their mean; runs on
 * one side only take no part.
 *
 * Evidence is not mixed in one number. Behaviour that is known from recordings of some runs and from replays of others
 * has a row for each, the one over more pairs first.
 *
 * The verdict is that of the metrics that weigh most, outcomes before costs (see `weighMetrics`); chance alone gives
 * `regressed` or `improved` in at most 5 of 100 comparisons. Where no metric has the takes for it, it is `not_evidence`: six runs
 * of one take are the fewest, three of two, one of four.
 */
export function releaseNumbers(
  pairs: readonly RunPair[],
  options: NumberOptions = {},
): ConcludedNumbers {
  const metrics = concludeTable(measureRelease(pairs, options))
  const passes = comparePasses(pairs)
  return {
    verdict: verdictOfMetrics(metrics),
    metrics,
    stopReasons: compareStopReasons(pairs),
    ...(passes.length > 0 ? { passes } : {}),
  }
}

/** Returns `true` for a run with the tag `critical`: those have a table of their own. */
export function isCritical({ base, head }: RunPair): boolean {
  return [base, head].some((run) => run?.tags.includes('critical'))
}

/** The kinds of evidence that are live runs, and those that are replays. */
const KINDS = { recorded: ['recording', 'takes'], replayed: ['replay'] } as const

/** The effort for a table. */
interface Effort {
  /** Maximum number of pairs for which an interval is drawn. */
  intervals: number
  /** Tests the takes of all metrics together; else each by its runs' means. */
  together: boolean
}

/** Measures every metric, for a table or a part of one. */
export function measureRelease(
  pairs: readonly RunPair[],
  { tolerance = {} }: NumberOptions,
  { intervals, together }: Effort = { intervals: Infinity, together: true },
): MeasuredMetric[] {
  const compared = pairs.flatMap((pair) => comparedExecutions(pair) ?? [])
  const groups = Object.values(KINDS)
    .map((kinds) => compared.filter(({ evidence }) => kinds.some((kind) => kind === evidence)))
    .sort((a, b) => b.length - a.length)
  const present = groups.filter((group) => group.length > 0)
  const tested = new Map(together ? present.map((group) => [group, testTakes(takesOf(group))]) : [])
  return (Object.keys(METRICS) as MetricName[]).flatMap((metric) => {
    const { of, read } = METRICS[metric]
    const values = (executions: ReadonlyArray<Recording | Replay>) =>
      executions.map((one) => read(executionFacts(one))).filter((value) => value !== null)
    const measure = (
      evidence: Evidence,
      known: PairValues[],
      takes: MetricTakesTest | null = null,
    ) => {
      const both = known.filter(({ base, head }) => base.length > 0 && head.length > 0)
      const alone = (side: 'base' | 'head') => known.flatMap((pair) => pair[side])
      return compareMetric({
        metric,
        evidence,
        pairs: both,
        alone,
        tolerances: tolerance,
        intervals,
        takes: both.length > 0 ? takes : null,
      })
    }
    if (of === 'replay') {
      const replays = (run: ReleaseRun | null) => values(run?.replay ? [run.replay] : [])
      return [
        measure(
          'replay',
          pairs.map(({ base, head }) => ({ base: replays(base), head: replays(head) })),
        ),
      ]
    }
    const usable = present.filter((group) => of !== 'recording' || group[0]!.evidence !== 'replay')
    const rows = usable.length > 0 ? usable : [[]]
    return rows.map((group) =>
      measure(
        weakest(
          group.map(({ evidence }) => evidence),
          of === 'recording',
        ),
        group.map(({ base, head }) => ({ base: values(base), head: values(head) })),
        tested.get(group)?.get(metric),
      ),
    )
  })
}

/** Reads the metrics that are tested together of all takes: all but the tail and those of replays alone. */
function takesOf(group: readonly ComparedExecutions[]): Map<MetricName, KnownTakes[]> {
  const facts = group.map(({ base, head }) => ({
    base: base.map(executionFacts),
    head: head.map(executionFacts),
  }))
  const isReplayed = group[0]!.evidence === 'replay'
  const metrics = (Object.keys(METRICS) as MetricName[]).filter((metric) => {
    const { of } = METRICS[metric]
    return metric !== 'latency_p95' && of !== 'replay' && !(of === 'recording' && isReplayed)
  })
  return new Map(
    metrics.map((metric) => [
      metric,
      facts.map(({ base, head }) => ({
        base: base.map(METRICS[metric].read),
        head: head.map(METRICS[metric].read),
      })),
    ]),
  )
}

/** Returns the evidence that all of these pairs have: `takes` only if none has less. */
function weakest(evidence: readonly Evidence[], isRecorded: boolean): Evidence {
  if (evidence.length === 0) return isRecorded ? 'recording' : 'replay'
  return evidence.find((kind) => kind !== 'takes') ?? 'takes'
}

/** Concludes a table: by what weighs most, and by whether anything could be tested. */
export function verdictOfMetrics(metrics: readonly MetricFacts[]): ConcludedNumbers['verdict'] {
  const { verdict } = weighMetrics(metrics)
  if (verdict) return verdict
  return metrics.some((row) => row.verdict === 'unchanged' || row.verdict === 'improved')
    ? 'no_consistent_difference'
    : 'not_evidence'
}
