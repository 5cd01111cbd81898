import { listUnhandled, renderReceipt } from '../../../core/words/receipt.ts'
import { formatRatio, formatScore } from '../../../core/words/format-number.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { countPositions } from '../../../core/analysis/match-rate.ts'
import type { CommandPlace } from '../../../core/words/diagnosis/rerun-command.ts'
import { plural } from '../../../core/words/plural.ts'
import { renderDeterminism } from '../../../core/words/render-determinism.ts'
import { addUsd, costOfRecording, determinismByAgent } from '../../../core/report/totals.ts'
import { styleDivergences, type StyledLine } from '../../../core/words/render-divergences.ts'
import type { AppliedPolicy, Receipt } from '../../../core/report/receipt-schema.ts'
import type { ReplayReport, RunReport } from '../../../core/report/schema.ts'
import { DETERMINISM_COLORS, DIVERGENCE_COLORS, paint, type Color } from '../text/paint.ts'
import { renderAmount } from '../text/amount.ts'
import { describeChangedInputs } from './changed-inputs.ts'
import { describeNotCompared } from './not-compared.ts'
import { diagnosisLines } from './diagnosis-lines.ts'
import { faultLines } from './fault-lines.ts'
import { nameRuns, shareCauses, styleSharedCause } from './shared-causes.ts'
import { passedWith, worstFirst } from './worst-first.ts'
import { wrapLine } from '../text/wrap.ts'

interface SummaryOptions {
  color: boolean
  /** Columns of the terminal. */
  width?: number
  /** Match rules of the plugin that changed nothing in any run; only where all tests ran. */
  unusedRules?: string[]
  /** The path or URL of the report; absent where none was written. */
  link: string | undefined
  /** The start of Vitest, for the commands. */
  place?: CommandPlace
  /** Executions are kept, and can be shown by their ids. */
  hasStore?: boolean
}

const MAX_RUNS = 20
const MAX_MISSES = 5
const MAX_CAUSES = 10
/** Lines of the terminal for the evidence of a shared cause, and for the names of its runs. */
const MAX_CAUSE_LINES = 16
const MAX_NAME_LINES = 8

/** Renders the summary of a test run: what became of it, and what is wrong with each run that is not well. */
export function renderSummary(report: ReplayReport, options: SummaryOptions): string[] {
  const { width = 80 } = options
  const color = (style: Color | null, lines: string[]) =>
    options.color && style ? lines.map((line) => paint(style, line)) : lines
  const put = (line: string, style: Color | null = null) =>
    color(style, wrapLine(escapeTerminal(line.replace(/\n/g, ' ')), width))

  const { shared, rest } = shareCauses(report.runs)
  const troubled = worstFirst(rest)
  const { failed } = report.totals
  const [first, ...more] = wrapLine(`  vitest-replay: ${describeTotals(report)}`, width)
  const mark = failed > 0 ? color('red', ['x']) : color('green', ['\u2713'])
  const lines = [`${mark[0]} ${first!.trimStart()}`, ...more]
  for (const [at, cause] of shared.slice(0, MAX_CAUSES).entries()) {
    const isFailure = cause.runs.some(({ status }) => status !== 'passed')
    const title = `  cause ${at + 1} of ${shared.length}: ${plural(cause.runs.length, 'run')}`
    lines.push('', ...put(title, isFailure ? 'red' : 'yellow'))
    const evidence = styleSharedCause(cause, options.place).flatMap(({ style, text }) =>
      put(`    ${text}`, DIVERGENCE_COLORS[style]),
    )
    lines.push(...evidence.slice(0, MAX_CAUSE_LINES))
    lines.push(...put(`    runs: ${nameRuns(cause, width * MAX_NAME_LINES)}`))
  }
  if (shared.length > MAX_CAUSES)
    lines.push('', ...put(`  ${shared.length - MAX_CAUSES} more causes in the report`))
  for (const run of troubled.slice(0, MAX_RUNS)) {
    lines.push('', ...put(`  ${titleOf(run)}`, run.status === 'passed' ? 'yellow' : 'red'))
    for (const { style, text } of [...renderRun(run), ...closerLook(run, options)])
      lines.push(...(text === '' ? [''] : put(`    ${text}`, DIVERGENCE_COLORS[style])))
    for (const { style, text } of run.determinism ? renderDeterminism(run.determinism) : [])
      lines.push(...put(`    ${text}`, DETERMINISM_COLORS[style]))
  }
  if (troubled.length > MAX_RUNS)
    lines.push('', ...put(`  ${troubled.length - MAX_RUNS} more runs want attention`))
  const faults = faultLines(report.runs, width)
  // Its columns have been fitted to the width.
  if (faults.length > 0) lines.push('', ...faults.map((line) => `  ${line}`.trimEnd()))
  for (const line of describeVolatile(report.runs)) lines.push(...put(line, 'dim'))
  for (const line of describeMissingTakes(report.runs)) lines.push(...put(line, 'yellow'))
  for (const line of describeChangedInputs(report.runs)) lines.push(...put(line, 'yellow'))
  for (const line of describeNotCompared(report.runs)) lines.push(...put(line, 'yellow'))
  for (const line of listUnhandled(report)) lines.push(...put(line, 'dim'))
  for (const line of describeUnused(report.runs, options.unusedRules ?? []))
    lines.push(...put(line, 'yellow'))
  if (troubled.length + shared.length + faults.length > 0) lines.push('')
  // In one piece whatever its length: it is clicked or copied.
  if (options.link !== undefined)
    lines.push(...color('dim', [`  report: ${escapeTerminal(options.link)}`]))
  return lines
}

function describeTotals({ totals, runs }: ReplayReport): string {
  const recorded = runs.filter((run) => run.mode !== 'replay')
  const replayed = runs.length - recorded.length
  const verified = recorded.every((run) => run.verified) ? ' and verified' : ''
  const parts = [
    ...(replayed > 0 ? [`${replayed} replayed`] : []),
    ...(recorded.length > 0 ? [`${countRecorded(recorded)} recorded${verified}`] : []),
    ...(totals.failed > 0 ? [`${totals.failed} failed`] : []),
    ...describeCritical(runs),
    ...(totals.matchRate === null ? [] : [`match rate ${formatRatio(totals.matchRate)}`]),
    ...(totals.determinism === null ? [] : [describeScores(totals.determinism, runs)]),
    renderReceipt({ ...totals, ...limitsOf(runs), policy: policyOf(runs) }),
    ...tolerances(runs),
    replayed > 0
      ? `saved ${renderAmount(totals.savingsUsd)}`
      : `cost ${renderAmount(addUsd(runs.map(costOfRecording)))}`,
  ]
  return parts.join(', ')
}

/** The runs with the tag `critical`, which are expected to pass whatever else fails. */
function describeCritical(runs: readonly RunReport[]): string[] {
  const critical = runs.filter(({ tags }) => tags.includes('critical'))
  if (critical.length === 0) return []
  const passed = critical.filter(({ status }) => status === 'passed').length
  return [`${passed} of ${critical.length} critical passed`]
}

/** Runs that were recorded, and how many takes that made. */
function countRecorded(recorded: readonly RunReport[]): string {
  const firsts = recorded.filter(({ take }) => take === undefined).length
  if (firsts === recorded.length) return String(firsts)
  const takes = plural(recorded.length, 'take')
  return firsts === 0 ? takes : `${firsts} (${takes})`
}

function policyOf(runs: readonly RunReport[]): AppliedPolicy[] {
  return runs.flatMap(({ receipt }) => receipt.policy ?? [])
}

function limitsOf(
  runs: readonly RunReport[],
): Pick<Receipt, 'continued' | 'journalFull' | 'notLookedFor'> {
  const sum = (key: 'continued' | 'notLookedFor') =>
    runs.reduce((total, { receipt }) => total + (receipt[key] ?? 0), 0)
  return {
    continued: sum('continued'),
    notLookedFor: sum('notLookedFor'),
    ...(runs.some(({ receipt }) => receipt.journalFull) ? { journalFull: true as const } : {}),
  }
}

/** The score of all runs, and of each agent where there are several. */
function describeScores(score: number, runs: readonly RunReport[]): string {
  const agents = [...determinismByAgent(runs)].filter(([agent]) => agent !== null)
  const each =
    agents.length > 1
      ? ` (${agents.map(([agent, own]) => `${escapeTerminal(agent!)} ${formatScore(own)}`).join(', ')})`
      : ''
  return `determinism ${formatScore(score)}${each}`
}

function titleOf(run: RunReport): string {
  const status = run.status === 'passed' ? passedWith(run) : run.status
  const expected = run.expectedToFail && run.status !== 'passed' ? ' (expected)' : ''
  const project = run.project === '' ? '' : `[${escapeTerminal(run.project)}] `
  const take = run.take === undefined ? '' : `  take ${run.take}`
  return `${project}${escapeTerminal(run.name.replace(/\s+/g, ' '))}${take}  ${status}${expected}`
}

/** A recording costs what a replay of it saves. */
function moneyOf(run: RunReport): string {
  return run.mode === 'replay'
    ? `saved ${renderAmount(run.savingsUsd)}`
    : `cost ${renderAmount(costOfRecording(run))}`
}

function renderRun(run: RunReport): StyledLine[] {
  const rate = run.matchRate === null ? 'no match rate' : `match rate ${formatRatio(run.matchRate)}`
  const plain = (text: string): StyledLine => ({ style: 'plain', text })
  const lines = [
    plain(`${run.mode}, ${rate}, ${renderReceipt(run.receipt)}, ${moneyOf(run)}`),
    ...styleDivergences(run.divergences, { positions: countPositions(run) }),
    ...diagnosisLines(run).map(plain),
  ]
  const misses = run.misses ?? []
  for (const miss of misses.slice(0, MAX_MISSES)) lines.push(plain(`blocked: ${miss}`))
  if (misses.length > MAX_MISSES)
    lines.push(plain(`... and ${misses.length - MAX_MISSES} more blocked`))
  if (run.changedResources.length > 0)
    lines.push(plain(`changed resources: ${escapeTerminal(run.changedResources.join(', '))}`))
  if (run.error && run.divergences.length === 0)
    lines.push(...run.error.split('\n').slice(0, 20).map(escapeTerminal).map(plain))
  return lines
}

/** The command that shows the whole of an execution that failed. */
function closerLook({ status, traceId }: RunReport, { hasStore }: SummaryOptions): StyledLine[] {
  if (!hasStore || status === 'passed' || traceId === undefined) return []
  const command = `npx vitest-replay show ${traceId.slice(0, 12)} --diagnose`
  return [{ style: 'plain', text: `all of it: ${command}` }]
}

/** Nothing is equal in silence: what a rule let differ is counted. */
function tolerances(runs: readonly RunReport[]): string[] {
  const count = runs.reduce((sum, run) => sum + (run.tolerated?.length ?? 0), 0)
  return count > 0 ? [`${count} tolerated`] : []
}

/** Takes that were asked for and are not there: a comparison has less to go by than the test says. */
function describeMissingTakes(runs: readonly RunReport[]): string[] {
  const lacking = runs.filter(({ missingTakes }) => missingTakes)
  if (lacking.length === 0) return []
  const takes = lacking.reduce((sum, run) => sum + run.missingTakes!, 0)
  const of = lacking.length === 1 ? `"${lacking[0]!.name}"` : plural(lacking.length, 'run')
  return [
    `  takes: ${takes} of ${of} ${takes === 1 ? 'was' : 'were'} never recorded; record what is missing with VITEST_REPLAY=new_episodes, or all anew with VITEST_REPLAY=all`,
  ]
}

const MAX_VOLATILE = 5

/** Lists the actions whose generated values were renamed. */
function describeVolatile(runs: readonly RunReport[]): string[] {
  const varying = runs.filter((run) => run.volatile.length > 0)
  if (varying.length === 0) return []
  const shown = varying.slice(0, MAX_VOLATILE).map((run) => {
    const [first] = run.volatile as [RunReport['volatile'][number]]
    const more = run.volatile.length > 1 ? `, and ${run.volatile.length - 1} more` : ''
    const recording = run.mode === 'replay' ? '' : ' when its recording was verified'
    return `    ${run.name}: ${first.path} of ${first.action} (${brief(first.recorded)} is now ${brief(first.replayed)})${more}${recording}`
  })
  const rest = varying.length - shown.length
  return [
    `  volatile: ${plural(varying.length, 'run differs', 'runs differ')} only in ids, times or random values of its own`,
    ...shown,
    ...(rest > 0 ? [`    ... and ${rest} more in the report`] : []),
  ]
}

function brief(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`
}

/** Lists rules that changed nothing: they would hide a later difference. */
function describeUnused(runs: readonly RunReport[], shared: string[]): string[] {
  const own = runs.flatMap((run) => run.unusedRules.map((rule) => `${rule} (in "${run.name}")`))
  const unused = [...shared, ...own]
  return unused.length === 0 ? [] : [`  unused match rules: ${unused.join('; ')}`]
}
