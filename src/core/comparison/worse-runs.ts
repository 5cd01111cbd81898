import type { Comparison, MetricComparison, RunComparison } from '../report/comparison-schema.ts'
import { METRICS } from './metrics.ts'
import { readFact } from './read-fact.ts'

/** A run that got worse, and in what. */
export interface WorseRun {
  readonly run: RunComparison
  /** Whether it ends badly, or its test fails, and did not. */
  readonly fails: boolean
}

/**
 * The runs that got worse: by their verdict, by how they end, and, where a number of the release regressed, those in
 * which that number did.
 */
export function worseRuns(comparison: Comparison): WorseRun[] {
  const regressed = regressedRows(comparison)
  return comparison.runs.flatMap((run) => {
    const { base, head, evidence, verdict } = run
    // What was not held together tells nothing of a change.
    if (!base || !head || !evidence) return []
    const fails =
      head.errorRate > base.errorRate || (base.status === 'passed' && head.status === 'failed')
    const sank = regressed.some(({ metric, basis }) => {
      const isReplay = evidence === 'replay'
      if (isReplay !== (basis.evidence === 'replay')) return false
      const [from, to] = [readFact(base, metric) ?? null, readFact(head, metric) ?? null]
      if (from === null || to === null) return false
      return METRICS[metric].better === 'lower' ? to > from : to < from
    })
    return fails || sank || verdict === 'regressed' ? [{ run, fails }] : []
  })
}

/** The numbers of the release that regressed, those of its critical runs included. */
export function regressedRows({ numbers, critical }: Comparison): MetricComparison[] {
  const rows = [...numbers.metrics, ...(critical?.metrics ?? [])]
  return rows.filter(({ verdict }) => verdict === 'regressed')
}
