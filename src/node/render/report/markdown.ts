import { describeEffect, listUnhandled, renderReceipt } from '../../../core/words/receipt.ts'
import { formatRatio, formatScore, formatUsd } from '../../../core/words/format-number.ts'
import { countPositions } from '../../../core/analysis/match-rate.ts'
import { BAND_NAMES, MATCH_RATE_DEFINITION } from '../../../core/words/definitions.ts'
import type { FoundCause } from '../../../core/words/diagnosis/find-causes.ts'
import { plural } from '../../../core/words/plural.ts'
import { markdownBlock, markdownCode } from '../../../core/words/escape-markdown.ts'
import { renderDeterminism } from '../../../core/words/render-determinism.ts'
import { renderDivergences } from '../../../core/words/render-divergences.ts'
import type { ReplayReport, RunReport } from '../../../core/report/schema.ts'
import { costOfRecording } from '../../../core/report/totals.ts'
import { renderAmount } from '../text/amount.ts'
import { describeNotCompared } from './not-compared.ts'
import { diagnosisLines } from './diagnosis-lines.ts'
import { faultMarkdown } from './fault-lines.ts'
import { nameRuns, shareCauses, styleSharedCause } from './shared-causes.ts'
import { isTroubled, isUnstable, passedWith, worstFirst } from './worst-first.ts'

/** GitHub takes comments of up to 65,536 characters. */
const MAX_LENGTH = 65_000
const MAX_LINES_A_RUN = 60
const MAX_LINE = 300
const MAX_NOTE = 1_000

/** Effects of the policy that are listed of a run. */
const MAX_EFFECTS = 10

/**
 * Renders a report as GitHub Markdown for a job summary or a comment: worst runs first, each to unfold. What does not fit is
 * counted.
 */
export function renderMarkdown(report: ReplayReport, maxLength = MAX_LENGTH): string {
  const { shared, rest } = shareCauses(report.runs)
  const troubled = worstFirst(rest)
  const notes = [...describeNotCompared(report.runs), ...listUnhandled(report)].map(
    (line) => `- ${markdownCode(line, MAX_NOTE)}`,
  )
  const parts = [...renderHead(report), '', ...renderCauses(shared)]
  const faults = faultMarkdown(report.runs)
  if (faults.join('\n').length < maxLength / 3) parts.push(...faults)
  let length = parts.join('\n').length + notes.join('\n').length
  for (const [position, run] of troubled.entries()) {
    const isOpen = position === 0 && shared.length === 0
    const section = renderRun(run, isOpen).join('\n')
    const left = troubled.length - position
    // Room for the line that counts what is left out, and for the last one.
    if (length + section.length + 400 > maxLength) {
      parts.push(
        `${plural(left, 'more run wants', 'more runs want')} attention; see the report.`,
        '',
      )
      break
    }
    length += section.length + 2
    parts.push(section, '')
  }
  const quiet = report.runs.filter((run) => run.take === undefined && !isTroubled(run)).length
  if (quiet > 0) parts.push(`${plural(quiet, 'run')} without a divergence.`, '')
  if (notes.length > 0) parts.push(...notes, '')
  parts.push(`<sub>Match rate: ${MATCH_RATE_DEFINITION}.</sub>`, '')
  return parts.join('\n')
}

function renderHead({ totals, release }: ReplayReport): string[] {
  const mark = totals.failed > 0 ? ':x:' : ':white_check_mark:'
  const verdict =
    totals.failed > 0
      ? `${totals.failed} of ${plural(totals.runs, 'run')} failed`
      : `${plural(totals.runs, 'run')} passed`
  const of = release.id === null ? '' : `, release ${markdownCode(release.id, 60)}`
  return [
    `### ${mark} vitest-replay: ${verdict}${of}`,
    '',
    '| match rate | divergences | first causes | requests | recorded cost | spent now | saved |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    `| ${formatRatio(totals.matchRate)} | ${totals.divergences} | ${totals.firstCauses} | ${renderReceipt(totals)} | ${formatUsd(totals.originalCostUsd)} | ${formatUsd(totals.replayCostUsd)} | ${formatUsd(totals.savingsUsd)} |`,
  ]
}

const MAX_CAUSES = 10

/** Each cause that several runs share, once, with its evidence and what it broke. */
function renderCauses(shared: readonly FoundCause[]): string[] {
  return shared.slice(0, MAX_CAUSES).flatMap((cause, at) => {
    const runs = plural(cause.runs.length, 'run')
    const lines = styleSharedCause(cause).map(({ text }) =>
      text.length <= MAX_LINE ? text : `${text.slice(0, MAX_LINE)}\u2026`,
    )
    return [
      `<details open><summary>Cause ${at + 1} of ${shared.length}, ${runs}: ${markdownCode(cause.statement, 200)}</summary>`,
      '',
      ...markdownBlock([...lines, `runs: ${nameRuns(cause, MAX_NAMES)}`]),
      '',
      '</details>',
      '',
    ]
  })
}

const MAX_NAMES = 1500

/** The error that ended a run, where its diagnosis is about what caused it. */
function outerError({ error, diagnosis }: RunReport): string[] {
  const line = error?.replace(/\s+/g, ' ').trim().slice(0, MAX_LINE) ?? ''
  return line !== '' && diagnosis && !diagnosis.statement.includes(line) ? [`error: ${line}`] : []
}

function renderRun(run: RunReport, open: boolean): string[] {
  const lines = [
    ...renderDivergences(run.divergences, { positions: countPositions(run) }),
    ...diagnosisLines(run),
    ...outerError(run),
    ...(isUnstable(run) ? renderDeterminism(run.determinism!).map(({ text }) => text) : []),
    ...(run.misses ?? []).map((miss) => `blocked: ${miss}`),
  ]
  const evidence = lines.length > 0 ? lines : run.error === null ? [] : run.error.split('\n')
  const shown = evidence
    .slice(0, MAX_LINES_A_RUN)
    .map((line) => (line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}\u2026`))
  if (evidence.length > shown.length) shown.push(`... ${evidence.length - shown.length} more lines`)
  const status = run.status === 'passed' ? passedWith(run) : run.status
  const expected = run.expectedToFail ? ' (expected)' : ''
  const facts = [
    `${run.mode}, match rate ${formatRatio(run.matchRate)}`,
    renderReceipt(run.receipt),
    run.mode === 'replay'
      ? `recorded for ${renderAmount(run.originalCostUsd)}, saved ${renderAmount(run.savingsUsd)}`
      : `cost ${renderAmount(costOfRecording(run))}`,
    ...(run.determinism === null
      ? []
      : [
          `determinism ${formatScore(run.determinism.score)} (${BAND_NAMES[run.determinism.band]}), ${plural(run.determinism.findings.length, 'finding')}`,
        ]),
    `stop reason ${markdownCode(run.signals.stop_reason, 60)}`,
  ]
  const policy = run.receipt.policy ?? []
  const effects = policy.slice(0, MAX_EFFECTS).map((applied) => {
    const { subject, effect, by } = describeEffect(applied)
    return `${markdownCode(subject)} ${effect} (${markdownCode(by)})`
  })
  if (policy.length > MAX_EFFECTS) effects.push(`${policy.length - MAX_EFFECTS} more`)
  const changed =
    run.changedResources.length > 0
      ? [
          '',
          `changed resources: ${run.changedResources
            .slice(0, 20)
            .map((name) => markdownCode(name))
            .join(', ')}`,
        ]
      : []
  return [
    `<details${open ? ' open' : ''}><summary>${markdownCode(run.name)} ${status}${expected} in ${markdownCode(run.test.file)}</summary>`,
    '',
    facts.join('; '),
    ...(effects.length > 0 ? ['', `by policy: ${effects.join('; ')}`] : []),
    ...changed,
    ...(shown.length > 0 ? ['', ...markdownBlock(shown)] : []),
    '',
    '</details>',
  ]
}
