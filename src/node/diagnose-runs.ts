import type { RunReport } from '../core/report/schema.ts'
import type { RunWithContents } from '../core/report/contents/merge-contents.ts'
import { percentile } from '../core/statistics/percentile.ts'
import type { KnownCause } from '../core/words/diagnosis/known-causes.ts'
import { analyzeRun } from '../core/words/diagnosis/analyze-run.ts'
import { ReplayError } from '../core/errors.ts'
import type { KnownExecutions } from './runs/causes-seen.ts'
import { diagnoseStored } from './runs/diagnose-stored.ts'

/** Comparing with the execution that passed last reads it: of a suite that fails as a whole, a few tell as much. */
const MOST_COMPARED = 20

/** The facts beside the runs themselves by which they are diagnosed. */
interface DiagnoseOptions {
  known?: readonly KnownCause[] | undefined
  /** Their earlier executions; absent where none are kept, or nothing is to be read. */
  store?: KnownExecutions | undefined
}

/**
 * Returns the published runs, with a diagnosis of each that failed because its agent did.
 *
 * @note Merging contents changes what runs refer to: they are diagnosed before.
 */
export function diagnosePublished(
  published: readonly RunWithContents[],
  { known = [], store }: DiagnoseOptions = {},
): RunReport[] {
  const runs = published.map(({ run }) => run)
  const latencies = runs.flatMap(({ recordedDurationMs }) => recordedDurationMs ?? [])
  const runLatencyP95Ms = latencies.length === 0 ? null : percentile(latencies, 0.95)
  const options = { known, runLatencyP95Ms }
  let compared = 0
  return published.map(({ run, contents }) => {
    if (run.status === 'passed' || run.expectedToFail) return run
    const alone = analyzeRun(run, { contents, ...options })
    if (!alone) return run
    if (run.uncaught) return { ...run, diagnosis: alone }
    const isCompared = store !== undefined && compared++ < MOST_COMPARED
    const stored = isCompared ? diagnoseInStore({ run, contents }, store, options) : null
    return { ...run, diagnosis: stored ?? alone }
  })
}

/** @note A damaged file of an earlier execution takes nothing from the report of this one. */
function diagnoseInStore(
  { run, contents }: RunWithContents,
  { root, heads }: KnownExecutions,
  options: { known: readonly KnownCause[]; runLatencyP95Ms: number | null },
): RunReport['diagnosis'] | null {
  const head = heads().find(({ traceId }) => traceId === run.traceId)
  if (!head) return null
  const { traceId, environment } = head
  try {
    const stored = { traceId, run, contents, environment }
    return diagnoseStored(root, stored, { heads: heads(), ...options })
  } catch (error) {
    if (error instanceof ReplayError) return null
    throw error
  }
}
