import { historyEntry } from '../../core/comparison/gate/history-entry.ts'
import { runsOfReport } from '../../core/comparison/runs/from-report.ts'
import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { findRuns } from '../../core/run-events/find-runs.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { runKey } from '../../storage/run-store/prune-runs.ts'
import { readStoredRun } from '../../storage/run-store/read-runs.ts'
import { reportOfRun } from '../runs/compare-executions.ts'

/**
 * Reads the releases out of the executions that are kept: of each run of a release, the last execution that ended.
 *
 * @param known Releases that are not read.
 * @param last The number of releases to read, the newest.
 */
export function historyOfRuns(
  root: string,
  { known, last }: { known: ReadonlySet<string>; last: number },
): HistoryEntry[] {
  const releases = new Map<string, Map<string, StoredHead>>()
  for (const head of findRuns(readHeads(root).heads, {})) {
    const { release } = head.environment
    if (release === null || known.has(release) || head.summary === null) continue
    const runs = releases.get(release) ?? new Map<string, StoredHead>()
    releases.set(release, runs)
    const key = runKey(head.run)
    if (!runs.has(key)) runs.set(key, head)
  }
  return [...releases].slice(0, last).map(([release, heads]) => entryOf(root, release, heads))
}

function entryOf(
  root: string,
  release: string,
  heads: ReadonlyMap<string, StoredHead>,
): HistoryEntry {
  const [latest] = heads.values()
  const runs = [...heads.values()].flatMap(({ traceId }) =>
    runsOfReport(reportOfRun(readStoredRun(root, traceId))),
  )
  const { sha } = latest!.environment
  return historyEntry({ label: release, release, commit: sha, runs }, latest!.run.startedAt)
}
