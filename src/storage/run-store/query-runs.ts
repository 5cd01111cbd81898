import { plural } from '../../core/words/plural.ts'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ReplayError } from '../../core/errors.ts'
import type { ReportAction } from '../../core/report/action-schema.ts'
import { findRuns, type RunFilter } from '../../core/run-events/find-runs.ts'
import { spanFilter, type SpanFilter } from '../../core/run-events/span-filter.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { readHeads } from './find-run.ts'
import { readStoredRun } from './read-runs.ts'

interface StorePlace {
  /** The folder of the project; by default the present one. */
  root?: string
}

/**
 * Finds executions that are kept in `.vitest-replay/runs`, the latest first; also while they go on.
 *
 * @example
 * queryRuns({ status: 'failed', agent: 'refundAgent' }).map(({ traceId }) => traceId)
 */
export function queryRuns(filter: RunFilter = {}, { root = '.' }: StorePlace = {}): StoredHead[] {
  return findRuns(readHeads(resolve(root)).heads, filter)
}

/**
 * Finds actions of the executions that meet a filter; of those that go on, the ones that are written.
 *
 * @example
 * querySpans({ type: 'tool', outcome: 'error' }, { agent: 'refundAgent' })
 */
export function querySpans(
  filter: SpanFilter,
  runs: RunFilter = {},
  { root = '.' }: StorePlace = {},
): Array<{ traceId: string; action: ReportAction }> {
  const meets = spanFilter(filter)
  return queryRuns(runs, { root }).flatMap(({ traceId }) =>
    readStoredRun(resolve(root), traceId)
      .run.actions.filter(meets)
      .map((action) => ({ traceId, action })),
  )
}

/** Milliseconds between two looks at the store. */
const EVERY = 50

/**
 * Waits until executions have ended, and returns them.
 *
 * @param traceIds Their trace ids.
 * @param options.timeoutMs Milliseconds to wait, 60,000 by default.
 * @throws ReplayError `RUNS_PENDING`, which names those that have not.
 */
export async function waitForRuns(
  traceIds: readonly string[],
  { root = '.', timeoutMs = 60_000 }: StorePlace & { timeoutMs?: number } = {},
): Promise<StoredHead[]> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const heads = new Map(queryRuns({}, { root }).map((head) => [head.traceId, head]))
    const pending = traceIds.filter((id) => (heads.get(id)?.state ?? 'running') === 'running')
    if (pending.length === 0) return traceIds.map((id) => heads.get(id)!)
    if (performance.now() > until)
      throw new ReplayError('RUNS_PENDING', {
        attempted: `Failed to wait for ${plural(traceIds.length, 'run')}`,
        reason: `${pending.map((id) => nameOf(id, heads.get(id), root)).join(', ')} did not end within ${timeoutMs} ms`,
        remedy: 'Look at what they do with: npx vitest-replay show <id>',
      })
    await sleep(EVERY)
  }
}

/** Names an execution that goes on, and the last that it is known to have done. */
function nameOf(traceId: string, head: StoredHead | undefined, root: string): string {
  if (!head) return `${traceId} (which has not begun)`
  const last = readStoredRun(resolve(root), traceId).run.actions.at(-1)
  const after = last ? `after action ${last.index}, ${last.name}` : 'before its first action ended'
  return `${traceId} ("${head.run.name}", ${after})`
}
