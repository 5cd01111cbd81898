import type { RunComparison, Verdict } from '../../../core/report/comparison-schema.ts'
import type { Divergence } from '../../../core/divergence/schema.ts'
import { diffText } from '../../../core/words/text-diff.ts'
import { describeCause } from '../../../core/words/causes.ts'
import { styleDivergences, type StyledLine } from '../../../core/words/render-divergences.ts'
import { formatMetric } from '../../../core/words/format-metric.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { renderDelta, renderMetricName, renderMetricVerdict, renderP } from './metric-cells.ts'
import { plural } from '../../../core/words/plural.ts'

const MAX_OUTPUT_LINES = 12
const MAX_TOOLS = 30

const MARKS: Record<'same' | 'added' | 'removed', [string, StyledLine['style']]> = {
  same: [' ', 'hint'],
  added: ['+', 'replayed'],
  removed: ['-', 'recorded'],
}

/**
 * Lists the changes of a run: reasons, causes with their evidence (first causes first), the sequence of tools, the final
 * output, the numbers. The text is escaped for a terminal.
 */
export function runChanges(run: RunComparison): StyledLine[] {
  const changes: StyledLine[] = [
    ...otherReasons(run).map((reason) => line('plain', reason)),
    ...styleDivergences(run.divergences, { positions: run.positions, sides: 'releases' }),
  ]
  if (run.moreDivergences > 0)
    changes.push(line('hint', `... and ${plural(run.moreDivergences, 'more divergence')}`))
  if (run.tools)
    changes.push(line('plain', "tools called, the base's and the head's:"), ...toolLines(run.tools))
  if (run.finalOutput) {
    changes.push(line('plain', 'final output:'))
    const { base, head } = run.finalOutput
    changes.push(...diffText(base, head, MAX_OUTPUT_LINES).map(diffLine))
  }
  const same = run.metrics.filter(({ delta }) => delta === 0)
  for (const metric of run.metrics) {
    if (same.includes(metric)) continue
    const parts = [
      `${formatMetric(metric.base, metric.unit)} -> ${formatMetric(metric.head, metric.unit)}`,
      renderDelta(metric),
      renderMetricVerdict(metric),
      // The note on a test contains the p value.
      metric.note ?? renderP(metric.significance),
    ]
    // The note on a row without a test is its verdict.
    const isUntested = metric.verdict === 'not_evidence' && metric.significance === null
    const shown = parts.filter((part, at) => part !== '' && !(isUntested && at === 2))
    changes.push(line('plain', `${renderMetricName(metric)}: ${shown.join(', ')}`))
  }
  if (same.length > 0)
    changes.push(line('hint', `the same: ${same.map(renderMetricName).join(', ')}`))
  return changes
}

/** Lists the reasons other than first causes, which are listed with the divergences and their evidence. */
function otherReasons({ reasons, reasonCodes }: RunComparison): string[] {
  return reasons.filter((_, at) => {
    const code = reasonCodes?.[at]?.code
    return code !== 'first_cause' && code !== 'more_first_causes'
  })
}

const DETAILED = new Set<Verdict>(['regressed', 'missing', 'changed', 'improved'])

/** Returns `true` for a run that is shown with its changes: also for one whose changes make no difference to what it does. */
export function hasChanges({ verdict, divergences }: RunComparison): boolean {
  return DETAILED.has(verdict) || (verdict === 'equivalent' && divergences.length > 0)
}

/** Returns `true` for a run that got other answers from outside than the base's, whatever it made of them. */
export function hasOtherAnswers({ reasonCodes }: RunComparison): boolean {
  return reasonCodes?.some(({ code }) => code === 'other_answer') ?? false
}

/** Describes the first cause of a run with its place, or its first reason where nothing diverges. */
export function firstChange({ divergences, reasons }: RunComparison): string | null {
  const first = divergences.find(({ firstCause }) => firstCause) ?? divergences[0]
  if (first) return describePlaced(first)
  return reasons[0] === undefined ? null : escapeTerminal(reasons[0])
}

/** Describes a cause, with the file and line of the code that made the call. */
export function describePlaced(divergence: Divergence): string {
  const { source } = divergence
  const place = source ? ` (${escapeTerminal(`${source.file}:${source.line}`)})` : ''
  return `${escapeTerminal(describeCause(divergence, 'releases'))}${place}`
}

/** Lists the steps from one sequence of tools to the other, repeated calls on one line. */
function toolLines(steps: NonNullable<RunComparison['tools']>): StyledLine[] {
  const folded: Array<{ text: string; count: number; style: StyledLine['style'] }> = []
  for (const { change, name } of steps) {
    const [mark, style] = MARKS[change]
    const text = `  ${mark} ${name}`
    const last = folded.at(-1)
    if (last?.text === text) last.count++
    else folded.push({ text, count: 1, style })
  }
  const lines = folded
    .slice(0, MAX_TOOLS)
    .map(({ text, count, style }) => line(style, count === 1 ? text : `${text} x${count}`))
  const left = folded.length - lines.length
  return left > 0 ? [...lines, line('hint', `    ... and ${left} more`)] : lines
}

function diffLine(text: string): StyledLine {
  const style = text.startsWith('-') ? 'recorded' : text.startsWith('+') ? 'replayed' : 'hint'
  return line(style, `  ${text}`)
}

function line(style: StyledLine['style'], text: string): StyledLine {
  return { style, text: escapeTerminal(text.replace(/\n/g, ' ')) }
}
