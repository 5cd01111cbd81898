import type { Contents } from '../../report/contents/contents.ts'
import type { RunReport } from '../../report/schema.ts'
import { escapeTerminal } from '../escape-terminal.ts'
import { analyzeRun } from './analyze-run.ts'
import type { KnownCause } from './known-causes.ts'
import { renderDiagnosis } from './render-diagnosis.ts'

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
