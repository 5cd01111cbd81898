import type { ReleaseDiff } from '../../core/report/diagnosis-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { findRuns } from '../../core/run-events/find-runs.ts'
import { runKey } from '../../storage/run-store/prune-runs.ts'
import { readStoredRun } from '../../storage/run-store/read-runs.ts'
import { runChanges } from '../render/comparison/run-changes.ts'
import { compareExecutions } from './compare-executions.ts'

/** The last execution of a run that passed before another one of it. */
export interface PassedExecution {
  head: StoredHead
  stored: StoredRun
}

/** Reads the last execution that passed before a run; `null` where the store has none. */
export function readLastPassed(
  root: string,
  run: Pick<RunReport, 'project' | 'runId' | 'test' | 'startedAt'>,
  heads: readonly StoredHead[],
): PassedExecution | null {
  const key = runKey(run)
  const head = findRuns(heads, { status: 'passed' }).find(
    (one) =>
      one.run.trial === undefined && runKey(one.run) === key && one.run.startedAt < run.startedAt,
  )
  return head ? { head, stored: readStoredRun(root, head.traceId) } : null
}

const MOST_CHANGES = 12

/** Describes the differences since a run passed last; `null` where the store knows of none. */
export function releaseDiffOf(
  stored: Pick<StoredRun, 'traceId' | 'run' | 'contents' | 'environment'>,
  passed: PassedExecution | null,
  heads: readonly StoredHead[],
): ReleaseDiff | null {
  const errorRate = errorRateDiff(stored, heads)
  if (!passed && errorRate === null) return null
  const comparison = passed && compareExecutions(passed.stored, stored)
  const changes = comparison ? runChanges(comparison).map(({ text }) => text.trim()) : []
  return {
    errorRate,
    lastPassed: passed && {
      traceId: passed.head.traceId,
      startedAt: passed.head.run.startedAt,
      release: passed.head.environment.release,
      sha: passed.head.environment.sha,
    },
    changes: changes.filter((text) => text !== '').slice(0, MOST_CHANGES),
  }
}

/** The share of a run's executions that failed in its release, less that in the release before. */
function errorRateDiff(
  { run, environment }: Pick<StoredRun, 'run' | 'environment'>,
  heads: readonly StoredHead[],
): number | null {
  const { release } = environment
  const key = runKey(run)
  const own = findRuns(heads, {}).filter(
    (head) => runKey(head.run) === key && head.run.trial === undefined && head.state !== 'running',
  )
  const before = own.find((head) => head.environment.release !== release)?.environment.release
  if (before === undefined) return null
  const rateOf = (of: string | null) => {
    const executions = own.filter((head) => head.environment.release === of)
    const failed = executions.filter(({ state }) => state !== 'passed').length
    return executions.length === 0 ? null : failed / executions.length
  }
  const [now, then] = [rateOf(release), rateOf(before)]
  return now === null || then === null ? null : now - then
}
