import type { Contents } from '../../core/report/contents/contents.ts'
import type { Diagnosis } from '../../core/report/diagnosis-schema.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import { lastResultsOf } from '../../core/report/action-codec/read-results.ts'
import { createUnpacker } from '../../core/report/contents/unpack-contents.ts'
import type { KnownCause } from '../../core/words/diagnosis/known-causes.ts'
import { analyzeRun } from '../../core/words/diagnosis/analyze-run.ts'
import type { StoredHead } from '../../core/run-events/stored-head.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { readLastPassed, releaseDiffOf } from './release-diff.ts'
import { trialsOf } from './trials-of.ts'

/** The facts beside an execution itself by which it is diagnosed. */
interface DiagnoseOptions {
  heads?: readonly StoredHead[]
  known?: readonly KnownCause[]
  runLatencyP95Ms?: number | null
}

/** Diagnoses an execution with what the store knows: what was tried of it, and what is different since it passed last. */
export function diagnoseStored(
  root: string,
  stored: Pick<StoredRun, 'traceId' | 'run' | 'contents' | 'environment'>,
  { heads = readHeads(root).heads, known = [], runLatencyP95Ms = null }: DiagnoseOptions = {},
): Diagnosis | null {
  const { run, contents, traceId } = stored
  const summary = heads.find((head) => head.traceId === traceId)?.summary
  const tried = trialsOf(
    root,
    { traceId, failure: summary?.failure, failedLine: summary?.failedLine },
    heads,
  )
  const passed = readLastPassed(root, run, heads)
  return analyzeRun(run, {
    contents,
    known,
    runLatencyP95Ms,
    ...tried,
    ...(passed ? { lastResults: resultsOf(passed.stored) } : {}),
    releaseDiff: releaseDiffOf(stored, passed, heads),
  })
}

function resultsOf({ run, contents }: { run: StoredRun['run']; contents: Contents }) {
  return lastResultsOf(run.actions, createUnpacker(contents))
}
