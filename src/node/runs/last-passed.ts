import { compareReleases } from '../../core/words/comparison/compare-releases.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { runsOfReport } from '../../core/comparison/runs/from-report.ts'
import type { ReleaseSide } from '../../core/comparison/runs/performed-run.ts'
import type { RunComparison } from '../../core/report/comparison-schema.ts'
import { REPORT_VERSION, type ReplayReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'
import { findRuns } from '../../core/run-events/find-runs.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { runKey } from '../../storage/run-store/prune-runs.ts'
import { readStoredRun } from '../../storage/run-store/read-runs.ts'

/** The last execution of a run that passed before another one of it, and what is different since. */
export interface LastPassed {
  head: StoredHead
  comparison: RunComparison | null
}

/** Finds the last execution that passed before another execution of the same run, and compares the two. */
export function compareWithLastPassed(root: string, stored: StoredRun): LastPassed | null {
  const { run } = stored
  const key = runKey(run)
  const head = findRuns(readHeads(root).heads, { status: 'passed' }).find(
    (one) => runKey(one.run) === key && one.run.startedAt < run.startedAt,
  )
  if (!head) return null
  const passed = readStoredRun(root, head.traceId)
  const { runs } = compareReleases(sideOf(passed), sideOf(stored))
  return { head, comparison: runs[0] ?? null }
}

/** Makes a report of one execution. */
export function reportOfRun({ run, contents, environment }: StoredRun): ReplayReport {
  return {
    version: REPORT_VERSION,
    release: { id: environment.release },
    totals: totalRuns([run]),
    runs: [run],
    contents,
  }
}

function sideOf(stored: StoredRun): ReleaseSide {
  const { release, sha } = stored.environment
  return {
    label: stored.traceId,
    release,
    commit: sha,
    runs: runsOfReport(reportOfRun(stored)),
  }
}
