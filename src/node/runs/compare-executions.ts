import { compareReleases } from '../../core/words/comparison/compare-releases.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import { runsOfReport } from '../../core/comparison/runs/from-report.ts'
import type { ReleaseSide } from '../../core/comparison/runs/performed-run.ts'
import type { RunComparison } from '../../core/report/comparison-schema.ts'
import { REPORT_VERSION, type ReplayReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'

/** Compares two executions of a run. */
export function compareExecutions(
  base: ComparedExecution,
  head: ComparedExecution,
): RunComparison | null {
  return compareReleases(sideOf(base), sideOf(head)).runs[0] ?? null
}

type ComparedExecution = Pick<StoredRun, 'traceId' | 'run' | 'contents' | 'environment'>

/** Makes a report of one execution. */
export function reportOfRun({
  run,
  contents,
  environment,
}: Pick<StoredRun, 'run' | 'contents' | 'environment'>): ReplayReport {
  return {
    version: REPORT_VERSION,
    release: { id: environment.release },
    totals: totalRuns([run]),
    runs: [run],
    contents,
  }
}

function sideOf(stored: ComparedExecution): ReleaseSide {
  const { release, sha } = stored.environment
  return {
    label: stored.traceId,
    release,
    commit: sha,
    runs: runsOfReport(reportOfRun(stored)),
  }
}
