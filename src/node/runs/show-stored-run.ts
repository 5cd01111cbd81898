import { analyzeRun } from '../../core/words/diagnosis/analyze-run.ts'
import { findStoredRun } from '../../storage/run-store/find-run.ts'
import { readStoredRun } from '../../storage/run-store/read-runs.ts'
import { renderStoredRun } from '../render/run/stored-run.ts'

/** Prints an execution that is kept, by its id. */
export function showStoredRun(
  id: string,
  { json, full, diagnose }: { json?: boolean; full?: boolean; diagnose?: boolean },
  root = process.cwd(),
): string {
  const { traceId } = findStoredRun(root, id)
  const stored = readStoredRun(root, traceId)
  const { run, contents } = stored
  const diagnosis = diagnose ? analyzeRun(run, { contents }) : undefined
  if (json) {
    const document = diagnose ? { ...stored, diagnosis } : stored
    return `${JSON.stringify(document, null, 2)}\n`
  }
  return renderStoredRun(stored, { full: full === true, diagnosis })
}
