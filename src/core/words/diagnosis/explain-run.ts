import type { Contents } from '../../report/contents/contents.ts'
import type { RunReport } from '../../report/schema.ts'
import { escapeTerminal } from '../escape-terminal.ts'
import { analyzeRun } from './analyze-run.ts'
import { endedBy } from './ended-by.ts'
import type { KnownCause } from './known-causes.ts'
import { renderDiagnosis } from './render-diagnosis.ts'
import { THREW } from './render-thrown.ts'

const MOST_LINES = 6

/**
 * Explains a failed run in at most six lines that are harmless in a terminal; none where the agent ended without a failure, or
 * where the first cause of a difference explains more.
 */
export function explainRun(
  run: RunReport,
  contents: Contents,
  known: readonly KnownCause[] = [],
): string[] {
  if (run.divergences.length > 0) return []
  const diagnosis = analyzeRun(run, { contents, known })
  if (!diagnosis || diagnosis.errorClass === 'not_recorded') return []
  const isEmpty = run.mode !== 'replay' && run.actions.length === 0 && run.pending === undefined
  const note = isEmpty ? ['it threw before its first action, so nothing was recorded'] : []
  return [...renderDiagnosis(diagnosis), ...note].slice(0, MOST_LINES).map(escapeTerminal)
}

/** The place within a failed replay's message: the line of `renderThrown`, and a diagnosis that was put below it before. */
const THROWN = new RegExp(`^( *${THREW}.*)(?:\\n {2}(?:diagnosis: |class |remedy: ).*)*$`, 'm')

/** The run that a failed replay's error is about, if its agent threw. */
export function findThrown<Found extends { run: RunReport }>(
  { name, message }: { name?: string; message: string },
  published: readonly Found[],
): Found | undefined {
  if (name !== 'ReplayAssertionError') return undefined
  return published.find(
    ({ run }) => run.mode === 'replay' && endsWithError(run) && message.includes(`"${run.name}"`),
  )
}

function endsWithError({ finalOutput: { replayed } }: RunReport): boolean {
  return replayed !== null && 'error' in replayed
}

/**
 * Puts the diagnosis of the error that a replay ended in below the line that names it: class and place, and what mends it. The
 * message as it is where the replay did something else before, or had no answer for a call.
 */
export function explainThrown(
  message: string,
  run: RunReport,
  { contents, known = [] }: { contents: Contents; known?: readonly KnownCause[] },
): string {
  if (!endsWithError(run) || run.receipt.blocked > 0) return message
  const diagnosis = endedBy(run, analyzeRun(run, { contents, known }))
  if (!diagnosis || diagnosis.errorClass === 'not_recorded') return message
  // Of an agent's own error, only its place is not said yet.
  const wanted =
    diagnosis.errorClass === 'agent_error' ? /^class\b/ : /^(?:diagnosis|class|remedy)\b/
  const kept = renderDiagnosis(diagnosis).filter((line) => wanted.test(line))
  const lines = kept.map((line) => `\n  ${escapeTerminal(line)}`)
  return message.replace(THROWN, (_all, threw: string) => `${threw}${lines.join('')}`)
}
