import { readHeads } from '../../storage/run-store/find-run.ts'
import { renderStoredRun } from '../render/run/stored-run.ts'
import { diagnoseStored } from './diagnose-stored.ts'
import { openStoredRun } from './open-stored-run.ts'
import { readLastPassed, releaseDiffOf } from './release-diff.ts'

/** Prints an execution that is kept, by its id. */
export function showStoredRun(
  id: string,
  { json, full, diagnose }: { json?: boolean; full?: boolean; diagnose?: boolean },
  root = process.cwd(),
): string {
  const { stored } = openStoredRun(root, id)
  const { run } = stored
  const heads = diagnose ? readHeads(root).heads : []
  const diagnosis = diagnose ? diagnoseStored(root, stored, { heads }) : undefined
  // The agent may have ended without a failure although its test failed.
  const releaseDiff =
    diagnose && run.status !== 'passed'
      ? (diagnosis?.releaseDiff ?? releaseDiffOf(stored, readLastPassed(root, run, heads), heads))
      : null
  if (json) {
    const document = diagnose ? { ...stored, diagnosis, releaseDiff } : stored
    return `${JSON.stringify(document, null, 2)}\n`
  }
  return renderStoredRun(stored, { full: full === true, diagnosis, releaseDiff })
}
