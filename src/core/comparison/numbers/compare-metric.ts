import type { Evidence, MetricComparison, MetricName } from '../../report/comparison-schema.ts'
import type { MetricFacts } from '../../report/comparison-facts.ts'
import { bootstrapInterval } from '../../statistics/bootstrap-interval.ts'
import { ALPHA } from '../../statistics/holm.ts'
import { METRICS, type Tolerances } from './metrics.ts'
import { differenceOf, meanOf, p95, type PairValues } from '../../statistics/pair-values.ts'
import { MIN_PAIRS, signTest } from '../../statistics/sign-test.ts'
import { intervalOfP95, MIN_PAIRS_OF_P95, swapTest } from '../../statistics/swap-test.ts'
import type { MetricTakesTest, MetricTest } from './test-takes.ts'

/** A metric's row before it is known how many others are looked at together with it. */
export interface MeasuredMetric {
  readonly row: MetricFacts
  /** `null` where there are too few values to test. */
  readonly test: MetricTest | null
  /** The test for runs in general, beside one for the runs at hand. */
  readonly general: MetricTest | null
  /** The smallest p that this number of runs can give, if all of them differ. */
  readonly least: number
  /** The values are those of pairs of runs, or of the takes of one run. */
  readonly over: 'pairs' | 'takes'
  /** Most of the runs changed in the direction of the mean. */
  readonly isConsistent: boolean
}

/** The values of a metric on both sides. */
export interface MetricSource {
  metric: MetricName
  evidence: Evidence
  /** The pairs of runs in which both sides are known. */
  pairs: readonly PairValues[]
  /** The values of one side; read where no pair has both. */
  alone(side: 'base' | 'head'): readonly number[]
  tolerances: Tolerances
  /** Maximum number of pairs for which an interval is drawn. */
  intervals: number
  /** The test of its takes together with other metrics, where the table has one. */
  takes?: MetricTakesTest | null
}

/** Compares one metric of two releases, run by run. */
export function compareMetric(source: MetricSource): MeasuredMetric {
  const { metric, evidence, pairs, alone, tolerances, intervals, takes } = source
  const { unit, better, tolerance } = METRICS[metric]
  const isTail = metric === 'latency_p95'
  const known = pairs.length > 0
  const [baseAlone, headAlone] = known ? [[], []] : [alone('base'), alone('head')]
  const base = known ? valueOf(pairs, 'base', isTail) : ofOneSide(baseAlone, isTail)
  const head = known ? valueOf(pairs, 'head', isTail) : ofOneSide(headAlone, isTail)
  const differences = pairs.map(differenceOf)
  const lower = differences.filter((difference) => difference < 0).length
  const higher = differences.filter((difference) => difference > 0).length
  const isDrawn = pairs.length <= intervals
  const isSwapped = isTail && isDrawn
  const enough = pairs.length >= (isSwapped ? MIN_PAIRS_OF_P95 : MIN_PAIRS)
  const change = changeOf(known ? base : null, known ? head : null)
  const count = (side: 'base' | 'head') => pairs.reduce((sum, pair) => sum + pair[side].length, 0)
  return {
    row: {
      metric,
      unit,
      better,
      base,
      head,
      ...change,
      interval: enough && isDrawn ? intervalOf(pairs, differences, isTail) : null,
      significance: null,
      tolerance: tolerances[metric] ?? tolerance,
      basis: {
        evidence,
        pairs: pairs.length,
        baseRuns: known ? count('base') : baseAlone.length,
        headRuns: known ? count('head') : headAlone.length,
      },
      verdict: 'unknown',
    },
    over: 'pairs',
    ...(takes
      ? {
          test: takes.least < ALPHA && takes.test ? { ...takes.test, n: lower + higher } : null,
          general: enough ? signed(lower, higher) : null,
          least: takes.least,
          isConsistent: Math.sign(change.delta ?? 0) === takes.direction,
        }
      : {
          test: !enough ? null : isSwapped ? swapped(pairs) : signed(lower, higher),
          general: null,
          least: signTest(0, pairs.length).p,
          isConsistent: isSwapped || Math.sign(change.delta ?? 0) === Math.sign(higher - lower),
        }),
  }
}

function signed(lower: number, higher: number): MetricTest {
  return { test: 'sign', n: lower + higher, ...signTest(lower, higher) }
}

function swapped(pairs: readonly PairValues[]): MetricTest {
  return { test: 'permutation', n: pairs.length, ...swapTest(pairs) }
}

function intervalOf(
  pairs: readonly PairValues[],
  differences: readonly number[],
  isTail: boolean,
): [number, number] {
  if (differences.every((difference) => difference === 0)) return [0, 0]
  if (!isTail) return bootstrapInterval([differences], ([drawn]) => meanOf(drawn!))
  return intervalOfP95(pairs)
}

function valueOf(pairs: readonly PairValues[], side: 'base' | 'head', isTail: boolean): number {
  return isTail ? p95(pairs, side) : meanOf(pairs.map((pair) => meanOf(pair[side])))
}

function ofOneSide(values: readonly number[], isTail: boolean): number | null {
  if (values.length === 0) return null
  return isTail ? p95([{ base: values, head: [] }], 'base') : meanOf(values)
}

/** Computes the absolute and the relative change; `null` where it is not known. */
export function changeOf(
  base: number | null,
  head: number | null,
): Pick<MetricComparison, 'delta' | 'relative'> {
  if (base === null || head === null) return { delta: null, relative: null }
  const delta = differenceOf({ base: [base], head: [head] })
  return { delta, relative: base === 0 ? null : delta / base }
}
