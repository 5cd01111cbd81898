import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'

/** A report without the runs that belong to other recordings than those of its side. */
export interface FreshReport {
  report: ReplayReport
  stale: RunReport[]
  /** The runs whose test file does not exist any more. */
  untested: RunReport[]
}

/** The recordings and tests on the side of a report. */
export interface FoundBeside {
  /** The recording date of each cassette, by its path. */
  recordedAt: ReadonlyMap<string, string>
  /** Returns `true` if a cassette that is not among them does not exist any more. */
  isGone(run: RunReport): boolean
  /** Returns `true` if the test of a run exists, or if that cannot be known. */
  hasTest(run: RunReport): boolean
}

/**
 * Leaves out the runs of recordings or tests that do not exist any more: the replay of a cassette
 * that was recorded again or removed since is not a replay of this side.
 */
export function leaveOutStale(
  report: ReplayReport,
  { recordedAt, isGone, hasTest }: FoundBeside,
): FreshReport {
  const isStale = (run: RunReport) => {
    const recorded = recordedAt.get(run.cassette)
    // A run that never had a recording stays: its report says so.
    if (recorded === undefined) return run.recordedAt !== null && isGone(run) && !isLoneFailure(run)
    if (run.mode === 'replay') return run.recordedAt !== recorded
    // A live run may have failed and left the older recording in place; then the run is newer.
    return Date.parse(recorded) > Date.parse(run.recordedAt ?? run.startedAt)
  }
  const untested = report.runs.filter((run) => !hasTest(run))
  const stale = report.runs.filter((run) => hasTest(run) && isStale(run))
  if (stale.length + untested.length === 0) return { report, stale, untested }
  const left = new Set([...stale, ...untested])
  const runs = report.runs.filter((run) => !left.has(run))
  return { report: { ...report, runs, totals: totalRuns(runs, report.unhandled) }, stale, untested }
}

/** A live run that failed writes no cassette. */
function isLoneFailure(run: RunReport): boolean {
  return run.mode !== 'replay' && run.status !== 'passed'
}
