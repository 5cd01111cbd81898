import { analyzeRun } from '../../core/words/diagnosis/analyze-run.ts'
import { runChanges } from '../render/comparison/run-changes.ts'
import { renderStoredRun } from '../render/run/stored-run.ts'
import { compareWithLastPassed, type LastPassed } from './last-passed.ts'
import { openStoredRun } from './open-stored-run.ts'

/** Prints an execution that is kept, by its id. */
export function showStoredRun(
  id: string,
  { json, full, diagnose }: { json?: boolean; full?: boolean; diagnose?: boolean },
  root = process.cwd(),
): string {
  const { stored } = openStoredRun(root, id)
  const { run, contents } = stored
  const diagnosis = diagnose ? analyzeRun(run, { contents }) : undefined
  const lastPassed =
    diagnose && run.status !== 'passed' ? compareWithLastPassed(root, stored) : null
  if (json) {
    const document = diagnose ? { ...stored, diagnosis, lastPassed } : stored
    return `${JSON.stringify(document, null, 2)}\n`
  }
  return renderStoredRun(stored, {
    full: full === true,
    diagnosis,
    lastPassed: lastPassed ? lastPassedLines(lastPassed) : [],
  })
}

function lastPassedLines({ head, comparison }: LastPassed): string[] {
  const { traceId, run, environment } = head
  const from = environment.sha ? `, commit ${environment.sha.slice(0, 12)}` : ''
  const changes = comparison ? runChanges(comparison).map(({ text }) => text) : []
  return [
    `${traceId.slice(0, 16)}, ${run.startedAt}, release ${environment.release ?? 'unknown'}${from}`,
    ...(comparison ? [`since then: ${comparison.verdict}`] : []),
    ...changes,
  ]
}
