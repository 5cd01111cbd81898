import type { ConcludedMetric } from '../../report/comparison-facts.ts'
import type { Conclusion } from '../../report/comparison-codes.ts'
import type { Significance } from '../../report/comparison-schema.ts'
import { formatCount } from '../format-number.ts'
import { formatP } from '../format-metric.ts'
import { plural } from '../plural.ts'
import { MIN_PAIRS } from '../../statistics/sign-test.ts'

const NOT_MEASURED = {
  execution: 'not known',
  recording: 'not known: only recordings tell, and none was made anew',
  replay: 'not known: only replays tell',
}

const LIMITS: Record<NonNullable<Extract<Conclusion, { code: 'tested' }>['limit']>, string> = {
  few_runs: ': too few runs to tell',
  few_that_differ: ': too few that differ',
  tolerance: ': within the tolerance',
  inconsistent: ': most runs go one way, the mean another',
  neither_better: ': changed, for better or worse',
}

/**
 * Describes the reason for the verdict of a metric's row.
 *
 * @example
 * describeConclusion(row) // '8 pairs, 8 differ, p = 0.0078'
 */
export function describeConclusion(row: ConcludedMetric): string {
  const { conclusion } = row
  switch (conclusion.code) {
    case 'not_measured':
      return NOT_MEASURED[conclusion.of]
    case 'not_known':
      return `not known of the ${conclusion.side}`
    case 'no_pair':
      return 'no run has it on both sides'
    case 'not_evidence':
      return conclusion.over === 'pairs' || isOneTakeEach(row)
        ? notEvidence(row.basis.pairs)
        : `${takesOf(row)}, not evidence`
    case 'tested': {
      const limit = conclusion.limit === null ? '' : LIMITS[conclusion.limit]
      return `${sampleOf(row, conclusion.over)}, ${pOf(row, conclusion.over)}${limit}`
    }
  }
}

/** The p for these runs, and for runs in general where that is another one. */
function pOf({ significance, general, basis }: ConcludedMetric, over: 'pairs' | 'takes'): string {
  const said = ({ adjustedP }: Significance) => formatP(adjustedP).replace(/^(?!<)/, '= ')
  const p = `p ${said(significance!)}`
  if (!general)
    return over === 'pairs' && basis.pairs < MIN_PAIRS
      ? `${p} for these runs, too few for runs in general`
      : p
  if (said(general) === said(significance!)) return p
  return `${p} for these runs, p ${said(general)} for runs in general`
}

/** Describes a number of runs that is too small to tell a difference from chance. */
export function notEvidence(runs: number): string {
  return runs === 1 ? 'one run, not evidence' : `${formatCount(runs)} runs, not evidence`
}

function isOneTakeEach({ basis: { baseRuns, headRuns } }: ConcludedMetric): boolean {
  return baseRuns + headRuns === 2
}

function takesOf({ basis: { baseRuns, headRuns } }: ConcludedMetric): string {
  return `${formatCount(baseRuns)} against ${plural(headRuns, 'recording')}`
}

function sampleOf(row: ConcludedMetric, over: 'pairs' | 'takes'): string {
  if (over === 'takes') return takesOf(row)
  const pairs = plural(row.basis.pairs, 'pair')
  const { test, n } = row.significance!
  const isCounted = test === 'sign' || row.general !== undefined
  return isCounted ? `${pairs}, ${formatCount(n)} differ` : pairs
}
