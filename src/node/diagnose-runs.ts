import type { Contents } from '../core/report/contents.ts'
import type { RunReport } from '../core/report/schema.ts'
import { percentile } from '../core/statistics/percentile.ts'
import { analyzeRun } from '../core/words/diagnosis/analyze-run.ts'

/** Adds a diagnosis to each run that failed because its agent did. */
export function diagnoseRuns(runs: readonly RunReport[], contents: Contents): RunReport[] {
  const latencies = runs.flatMap(({ recordedDurationMs }) => recordedDurationMs ?? [])
  const runLatencyP95Ms = latencies.length === 0 ? null : percentile(latencies, 0.95)
  return runs.map((run) => {
    if (run.status === 'passed' || run.expectedToFail) return run
    const diagnosis = analyzeRun(run, { contents, runLatencyP95Ms })
    return diagnosis ? { ...run, diagnosis } : run
  })
}
