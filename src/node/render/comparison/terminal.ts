import type { Comparison, RunComparison } from '../../../core/report/comparison-schema.ts'
import { countFirstCauses, foldRuns } from './fold-runs.ts'
import { hasChanges, hasOtherAnswers } from './run-changes.ts'
import { gateRows } from './gate-rows.ts'
import { createTerminalLines, type TerminalLines, type TerminalOptions } from './terminal-lines.ts'
import { putNumbers, putSegments } from './terminal-numbers.ts'
import { putRun, putTitle } from './terminal-run.ts'
import { plural } from '../../../core/words/plural.ts'
import {
  describeCounted,
  describeSide,
  describeTotals,
  describeUnreplayed,
  describeVerdict,
  moodOf,
  listOf,
  unreplayedRuns,
  worstRuns,
  type Mood,
} from './verdict-words.ts'
import type { Color } from '../text/paint.ts'

const MAX_RUNS = 20
const MAX_BRIEF = 10
const MAX_FAILURES = 5
const MAX_HYPOTHESES = 5
const MAX_NAMES = 5
const MAX_CAUSES = 3

const MARKS: Record<Mood, [string, Color]> = {
  bad: ['x', 'red'],
  look: ['!', 'yellow'],
  good: ['\u2713', 'green'],
}

/** Renders a comparison for a terminal: the verdict, the gate, then runs and numbers, worst first. */
export function renderComparison(
  comparison: Comparison,
  options: Partial<TerminalOptions> = {},
): string {
  const out = createTerminalLines({ color: false, width: 80, ...options })
  putHead(out, comparison)
  putGate(out, comparison)
  putRuns(out, worstRuns(comparison.runs))
  putHypotheses(out, comparison)
  putNumbers(out, `numbers over ${describeCounted(comparison)}`, comparison.numbers)
  if (comparison.critical) putNumbers(out, 'numbers over critical runs', comparison.critical)
  putSegments(out, comparison.segments)
  return `${out.lines.join('\n')}\n`
}

function putHead(out: TerminalLines, comparison: Comparison): void {
  const [mark, color] = MARKS[moodOf(comparison)]
  out.put(`${mark} vitest-replay compare: ${describeVerdict(comparison)}`, color)
  out.put(`  ${describeTotals(comparison)}`)
  const unreplayed = describeUnreplayed(comparison)
  if (unreplayed) out.put(`  ${unreplayed}`, 'yellow')
  const names = unreplayedRuns(comparison).map(({ name }) => name)
  if (names.length > 0) out.put(`    ${listOf(names, MAX_NAMES)}`, 'dim')
  if (unreplayed)
    out.put(
      '    run the tests (npx vitest run), then compare again; delete the cassette of a test that is gone',
      'dim',
    )
  const all = countFirstCauses(comparison.runs)
  // The first cause of a single run is printed with that run.
  const causes = all.length === 1 && all[0]!.runs === 1 ? [] : all
  for (const { cause, runs } of causes.slice(0, MAX_CAUSES))
    out.put(`  first cause in ${plural(runs, 'run')}: ${cause}`)
  if (causes.length > MAX_CAUSES)
    out.put(`  ... and ${plural(causes.length - MAX_CAUSES, 'other first cause')}`)
  for (const name of ['base', 'head'] as const) {
    const side = comparison[name]
    out.put(`  ${name}: ${side.label} (${describeSide(side)})`, 'dim')
    for (const note of side.notes ?? []) out.put(`    ${note}`, 'yellow')
  }
}

function putGate(out: TerminalLines, { gate, runs }: Comparison): void {
  if (!gate) return
  out.put('')
  out.put(`  gate: ${gate.passed ? 'passed' : 'failed'}`, gate.passed ? 'green' : 'red')
  for (const { rule, result, on, more } of gateRows(gate, runs, MAX_FAILURES)) {
    out.put(`    ${result.padEnd(14)}  ${rule}`, result === 'failed' ? 'red' : null)
    for (const what of on) out.put(`      ${what}`, 'dim')
    if (more > 0) out.put(`      ... and ${more} more`, 'dim')
  }
}

function putRuns(out: TerminalLines, runs: readonly RunComparison[]): void {
  const folded = foldRuns(runs.filter(hasChanges))
  for (const run of folded.slice(0, MAX_RUNS)) putRun(out, run)
  const left = folded.slice(MAX_RUNS).reduce((sum, { same }) => sum + 1 + same.length, 0)
  if (left > 0) {
    out.put('')
    out.put(`  ${plural(left, 'more run')} differ; --format json has them all`)
  }
  for (const verdict of ['new', 'equivalent', 'identical'] as const) {
    const brief = runs.filter(
      (run) =>
        run.verdict === verdict &&
        !hasChanges(run) &&
        (verdict !== 'identical' || hasOtherAnswers(run)),
    )
    if (brief.length > 0) out.put('')
    for (const run of brief.slice(0, MAX_BRIEF)) {
      putTitle(out, run)
      for (const reason of run.reasons) out.put(`    ${reason}`, 'dim')
    }
    if (brief.length > MAX_BRIEF)
      out.put(`  ... and ${brief.length - MAX_BRIEF} more ${verdict}`, 'dim')
  }
  const identical = runs.filter((run) => run.verdict === 'identical').length
  if (identical === 0) return
  out.put('')
  out.put(`  ${plural(identical, 'run')} ${identical === 1 ? 'is' : 'are'} identical`, 'dim')
}

function putHypotheses(out: TerminalLines, { hypotheses, runs }: Comparison): void {
  if (hypotheses.length === 0) return
  const names = new Map(runs.map(({ id, name }) => [id, name]))
  out.put('')
  out.put('  where to look first', 'bold')
  for (const { layer, statement, evidence } of hypotheses.slice(0, MAX_HYPOTHESES)) {
    out.put(`    ${layer.replaceAll('_', ' ')}: ${statement}`)
    for (const { text, runs: ids } of evidence.slice(0, 3)) {
      const of = ids.map((id) => names.get(id) ?? id)
      out.put(`      ${text}${ids.length === 0 ? '' : `: ${listOf(of, 3)}`}`, 'dim')
    }
  }
}
