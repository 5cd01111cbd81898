import {
  escapeCommandMessage,
  escapeCommandProperty,
} from '../../../core/words/escape-workflow-command.ts'
import { formatRatio } from '../../../core/words/format-number.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { renderDivergences } from '../../../core/words/render-divergences.ts'
import type { ReplayReport, RunReport } from '../../../core/report/schema.ts'
import { worstFirst } from './worst-first.ts'

/** GitHub shows ten of a step. */
const MAX_ANNOTATIONS = 10
const MAX_MESSAGE = 2000

/**
 * Renders workflow commands that GitHub shows beside the lines of a pull request: each failed run at its first cause.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderAnnotations(report: ReplayReport): string[] {
  return worstFirst(report.runs)
    .filter((run) => run.status !== 'passed' && !run.expectedToFail)
    .slice(0, MAX_ANNOTATIONS)
    .map(annotate)
}

function annotate(run: RunReport): string {
  const source = run.divergences.find((divergence) => divergence.firstCause)?.source
  const properties = {
    file: source?.file ?? run.test.file,
    ...(source ? { line: source.line } : {}),
    title: `${run.name} ${run.status}`,
  }
  const named = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeCommandProperty(String(value))}`)
    .join(',')
  return `::error ${named}::${escapeCommandMessage(messageOf(run))}`
}

function messageOf(run: RunReport): string {
  const rate = run.matchRate === null ? '' : `match rate ${formatRatio(run.matchRate)}\n`
  const lines = renderDivergences(run.divergences)
  const text = escapeTerminal(lines.length > 0 ? lines.join('\n') : (run.error ?? run.status))
  return `${rate}${text}`.slice(0, MAX_MESSAGE)
}
