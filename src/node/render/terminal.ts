import { relative } from 'node:path'
import { formatRate } from '../../core/analysis/thresholds.ts'
import { escapeTerminal } from '../../core/report/escape.ts'
import { renderDivergences } from '../../core/report/render-divergences.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'

interface SummaryOptions {
  color: boolean
  /** Match rules of the plugin that changed nothing in any run; only told where all tests ran. */
  unusedRules?: string[]
  /** Where the report was written. */
  file: string
}

type Paint = (style: 'red' | 'green' | 'yellow' | 'dim', text: string) => string

const CODES = { red: 31, green: 32, yellow: 33, dim: 2 }

function painter(color: boolean): Paint {
  return (style, text) => (color ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text)
}

/** Renders the summary of a test run: one line when all is well, and what is wrong with each run that is not. */
export function renderSummary(report: ReplayReport, options: SummaryOptions): string[] {
  const paint = painter(options.color)
  const { totals, runs } = report
  const troubled = runs.filter(
    (run) => run.status !== 'passed' || run.divergences.length > 0 || run.receipt.blocked > 0,
  )
  const recorded = runs.filter((run) => run.mode !== 'replay')
  const replayed = runs.length - recorded.length
  const parts = [
    ...(replayed > 0 ? [`${replayed} replayed`] : []),
    ...(recorded.length > 0
      ? [
          `${recorded.length} recorded${recorded.every((run) => run.verified) ? ' and verified' : ''}`,
        ]
      : []),
    ...(totals.failed > 0 ? [paint('red', `${totals.failed} failed`)] : []),
    ...(totals.matchRate === null ? [] : [`match rate ${formatRate(totals.matchRate)}`]),
    receipt(totals),
    ...(replayed > 0
      ? [`saved ${usd(totals.savingsUsd)}`]
      : [`cost ${usd(totals.originalCostUsd)}`]),
  ]
  const mark = totals.failed > 0 ? paint('red', 'x') : paint('green', '\u2713')
  const lines = [`${mark} vitest-replay: ${parts.join(', ')}`]
  for (const run of troubled) lines.push(...renderRun(run, paint))
  lines.push(
    ...renderVolatile(runs, paint),
    ...renderUnused(runs, options.unusedRules ?? [], paint),
  )
  if (troubled.length > 0)
    lines.push('', paint('dim', `  report: ${relative(process.cwd(), options.file)}`))
  return lines
}

/** Where the run's own values were renamed: no failure, but worth knowing. */
function renderVolatile(runs: readonly RunReport[], paint: Paint): string[] {
  const varying = runs.filter((run) => run.volatile.length > 0)
  if (varying.length === 0) return []
  const shown = varying.slice(0, MOST_SHOWN).map((run) => {
    const [first] = run.volatile as [RunReport['volatile'][number]]
    const more = run.volatile.length > 1 ? `, and ${run.volatile.length - 1} more` : ''
    const recording = run.mode === 'replay' ? '' : ' when its recording was verified'
    return `    ${run.name}: ${first.path} of ${first.action} (${brief(first.recorded)} is now ${brief(first.replayed)})${more}${recording}`
  })
  const rest = varying.length - shown.length
  return [
    paint(
      'dim',
      `  volatile: ${varying.length} ${varying.length === 1 ? 'run differs' : 'runs differ'} only in ids, times or random values of its own`,
    ),
    ...shown.map((line) => paint('dim', escapeTerminal(line))),
    ...(rest > 0 ? [paint('dim', `    ... and ${rest} more in the report`)] : []),
  ]
}

const MOST_SHOWN = 5

function brief(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`
}

/** Rules that settle nothing hide nothing yet; they will when something else comes to stand there. */
function renderUnused(runs: readonly RunReport[], shared: string[], paint: Paint): string[] {
  const own = runs.flatMap((run) => run.unusedRules.map((rule) => `${rule} (in "${run.name}")`))
  const unused = [...shared, ...own]
  if (unused.length === 0) return []
  return [paint('yellow', `  unused match rules: ${escapeTerminal(unused.join('; '))}`)]
}

function renderRun(run: RunReport, paint: Paint): string[] {
  const status =
    run.status === 'passed' ? paint('yellow', 'passed with divergences') : paint('red', run.status)
  const rate = run.matchRate === null ? 'no match rate' : `match rate ${formatRate(run.matchRate)}`
  const lines = [
    '',
    `  ${escapeTerminal(run.name)}  ${status}`,
    `    ${run.mode}, ${rate}, ${receipt(run.receipt)}, saved ${usd(run.savingsUsd)}`,
    ...renderDivergences(run.divergences).map((line) => `    ${line}`),
  ]
  if (run.changedResources.length > 0)
    lines.push(`    changed resources: ${escapeTerminal(run.changedResources.join(', '))}`)
  if (run.error && run.divergences.length === 0) lines.push(`    ${escapeTerminal(run.error)}`)
  return lines
}

function receipt(counts: {
  served: number
  live: number
  blocked: number
  unserved: number
}): string {
  const parts = [`${counts.served} served`, `${counts.live} live`]
  if (counts.blocked > 0) parts.push(`${counts.blocked} blocked`)
  if (counts.unserved > 0) parts.push(`${counts.unserved} unserved`)
  return parts.join(', ')
}

function usd(amount: number | null): string {
  if (amount === null) return 'an unknown amount'
  if (amount === 0) return '$0'
  return amount < 0.01 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`
}
