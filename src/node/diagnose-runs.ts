import type { RunReport } from '../core/report/schema.ts'
import type { RunWithContents } from '../core/report/merge-contents.ts'
import { percentile } from '../core/statistics/percentile.ts'
import type { KnownCause } from '../core/words/diagnosis/known-causes.ts'
import { analyzeRun } from '../core/words/diagnosis/analyze-run.ts'

/**
 * Returns the published runs, with a diagnosis of each that failed because its agent did.
 *
 * @note Merging contents changes what runs refer to: they are diagnosed before.
 */
export function diagnosePublished(
  published: readonly RunWithContents[],
  known: readonly KnownCause[] = [],
): RunReport[] {
  const runs = published.map(({ run }) => run)
  const latencies = runs.flatMap(({ recordedDurationMs }) => recordedDurationMs ?? [])
  const runLatencyP95Ms = latencies.length === 0 ? null : percentile(latencies, 0.95)
  return published.map(({ run, contents }) => {
    if (run.status === 'passed' || run.expectedToFail) return run
    const diagnosis = analyzeRun(run, { contents, runLatencyP95Ms, known })
    return diagnosis ? { ...run, diagnosis } : run
  })
}
