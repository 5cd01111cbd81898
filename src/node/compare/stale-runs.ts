import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import { totalRuns } from '../../core/report/totals.ts'

/** A report without the runs that tell of other recordings than those of its side. */
export interface FreshReport {
  report: ReplayReport
  stale: RunReport[]
}

/**
 * Leaves out what a report tells of recordings that are not there any more: a replay of what was recorded anew or removed
 * since is not a replay of this side.
 *
 * @param recordedAt When each cassette of the side was recorded, by its path.
 * @param isGone Whether a cassette that is not among them was there to be found.
 */
export function leaveOutStale(
  report: ReplayReport,
  recordedAt: ReadonlyMap<string, string>,
  isGone: (run: RunReport) => boolean,
): FreshReport {
  const stale = report.runs.filter((run) => {
    const recorded = recordedAt.get(run.cassette)
    // It never had a recording, and its report says so.
    if (recorded === undefined) return run.recordedAt !== null && isGone(run) && !isLoneFailure(run)
    if (run.mode === 'replay') return run.recordedAt !== recorded
    // A live run may have failed and left the older recording in place; it then is the newer one.
    return Date.parse(recorded) > Date.parse(run.recordedAt ?? run.startedAt)
  })
  if (stale.length === 0) return { report, stale }
  const left = new Set(stale)
  const runs = report.runs.filter((run) => !left.has(run))
  return { report: { ...report, runs, totals: totalRuns(runs) }, stale }
}

/** A live run that failed writes no cassette. */
function isLoneFailure(run: RunReport): boolean {
  return run.mode !== 'replay' && run.status !== 'passed'
}
