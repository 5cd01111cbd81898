import {
  escapeCommandMessage,
  escapeCommandProperty,
} from '../../../core/words/escape-workflow-command.ts'
import { formatRatio } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { renderDivergences } from '../../../core/words/render-divergences.ts'
import type { ReplayReport, RunReport } from '../../../core/report/schema.ts'
import { findCauses, type FoundCause } from '../../../core/words/diagnosis/find-causes.ts'
import { renderDiagnosis } from '../../../core/words/diagnosis/render-diagnosis.ts'
import { worstFirst } from './worst-first.ts'

/** GitHub shows ten of a step. */
const MAX_ANNOTATIONS = 10
const MAX_MESSAGE = 2000
const MAX_TITLE = 200
const MAX_NAMES = 5

/**
 * Renders workflow commands that GitHub shows beside the lines of a pull request: one for each cause of failed runs, at its
 * place in the sources.
 *
 * @param folder The folder of the run's root within the repository, with a slash at its end: paths are relative to the
 * repository.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderAnnotations(report: ReplayReport, folder = ''): string[] {
  const failed = report.runs.filter((run) => run.status !== 'passed' && !run.expectedToFail)
  const causes = findCauses(failed)
  const caused = new Set(causes.flatMap(({ runs }) => runs))
  const texts = new Map<string, RunReport[]>()
  for (const run of worstFirst(failed.filter((one) => !caused.has(one)))) {
    const text = JSON.stringify(run.error === null ? run.runId : [run.test.file, run.error])
    texts.set(text, [...(texts.get(text) ?? []), run])
  }
  const found = [
    ...causes.map((cause) => ({ runs: worstFirst(cause.runs), cause })),
    ...[...texts.values()].map((runs) => ({ runs })),
  ]
  return found.slice(0, MAX_ANNOTATIONS).map((one) => annotate(one, folder))
}

interface Annotated {
  runs: readonly RunReport[]
  cause?: FoundCause
}

function annotate({ runs, cause }: Annotated, folder: string): string {
  const [run, ...others] = runs as [RunReport, ...RunReport[]]
  const source = cause?.source
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more run')}`
  const properties = {
    file: within(folder, source?.file ?? run.test.file),
    ...(source ? { line: source.line } : {}),
    title: `${cut(run.name, MAX_TITLE)} ${run.status}${more}`,
  }
  const named = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeCommandProperty(String(value))}`)
    .join(',')
  return `::error ${named}::${escapeCommandMessage(messageOf(run, others, cause))}`
}

/** A path of a report, relative to the repository. */
function within(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}${path.replaceAll('\\', '/')}`.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function messageOf(
  run: RunReport,
  others: readonly RunReport[],
  cause: FoundCause | undefined,
): string {
  const rate = run.matchRate === null ? '' : `match rate ${formatRatio(run.matchRate)}\n`
  const lines =
    cause?.kind === 'failure'
      ? renderDiagnosis(cause.diagnosis)
      : renderDivergences(cause ? [cause.divergence] : [])
  const text = lines.length > 0 ? lines.join('\n') : (run.error ?? run.status)
  return escapeTerminal(`${rate}${cut(text, MAX_MESSAGE)}${nameOthers(others)}`)
}

function nameOthers(others: readonly RunReport[]): string {
  if (others.length === 0) return ''
  const names = others.slice(0, MAX_NAMES).map(({ name }) => cut(name, MAX_TITLE))
  const rest = others.length > MAX_NAMES ? `, and ${others.length - MAX_NAMES} more` : ''
  return `\nalso: ${names.join(', ')}${rest}`
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}\u2026`
}
