import type { Comparison, RunComparison } from '../../../core/report/comparison-schema.ts'
import { markdownCode } from '../../../core/words/escape-markdown.ts'
import { describeRates } from '../../../core/words/describe-rates.ts'
import { countFirstCauses } from './fold-runs.ts'
import { gateRows } from './gate-rows.ts'
import { capital } from './markdown-run.ts'
import { nextStep } from '../../../core/words/next-step.ts'
import { firstChange } from './run-changes.ts'
import { describeEffects } from './run-effects.ts'
import { plural } from '../../../core/words/plural.ts'
import {
  describeTotals,
  describeUnreplayed,
  describeVerdict,
  listOf,
  moodOf,
  unreplayedRuns,
  type Mood,
} from './verdict-words.ts'

const ICONS: Record<Mood, string> = { bad: ':x:', look: ':warning:', good: ':white_check_mark:' }
const ALERTS: Record<Mood, string> = { bad: 'CAUTION', look: 'WARNING', good: 'TIP' }
/** Of the table of rules, in bytes. */
const MAX_TABLE = 10_000
const MAX_FAILURES = 3
const MAX_NOTES = 10
const MAX_COMMAND = 300
const MAX_CAUSES = 3

/**
 * Renders the head of a comment: the verdict, the worst run, its first cause, the command to run next, and the gate.
 *
 * @param runs Worst first.
 */
export function markdownHead(comparison: Comparison, runs: readonly RunComparison[]): string[] {
  const mood = moodOf(comparison)
  return [
    `### ${ICONS[mood]} vitest-replay: ${describeVerdict(comparison)}`,
    '',
    `> [!${ALERTS[mood]}]`,
    ...alertLines(comparison, runs).map((line) => `> - ${line}`),
    '',
    ...sides(comparison),
    '',
    ...gateTable(comparison),
  ]
}

function alertLines(comparison: Comparison, runs: readonly RunComparison[]): string[] {
  const { gate } = comparison
  const failed = (gate?.rules ?? []).filter(({ result }) => result === 'failed')
  const rules = failed.slice(0, 5).map(({ rule }) => markdownCode(rule, 40))
  const more = failed.length > rules.length ? `, and ${failed.length - rules.length} more` : ''
  const gateWord = gate === null ? '' : gate.passed ? ' The gate passed.' : ' **The gate failed**'
  const failures = failed.length > 0 ? `: ${rules.join(', ')}${more}.` : ''
  const unreplayed = describeUnreplayed(comparison)
  const names = listOf(
    unreplayedRuns(comparison).map(({ name }) => markdownCode(name, 60)),
    3,
  )
  return [
    `${capital(describeTotals(comparison))}.${gateWord}${failures}`,
    ...(unreplayed
      ? [
          `**${capital(unreplayed)}**${names === '' ? '' : `: ${names}`}. Run the tests, then compare again.`,
        ]
      : []),
    ...worstLines(runs),
    ...causeLine(runs),
  ]
}

/** The worst run, its first change, and the command that shows or fixes it. */
function worstLines([worst]: readonly RunComparison[]): string[] {
  if (!worst || worst.verdict === 'identical' || worst.verdict === 'equivalent') return []
  const change = firstChange(worst)
  const isCause = worst.divergences.length > 0
  const next = nextStep(worst)
  const effects = describeEffects(worst, (tool) => markdownCode(tool, 60))
  return [
    `**${capital(worst.verdict)}**: ${markdownCode(worst.name, 80)} in ${markdownCode(worst.test.file)}${change === null ? '' : `${isCause ? ', first cause' : ''}: ${markdownCode(change, 160)}`}.${effects === null ? '' : ` ${effects}`}`,
    // A truncated command would be another command.
    ...(next && next.command.length <= MAX_COMMAND
      ? [`${capital(next.what)}: ${markdownCode(next.command, MAX_COMMAND)}`]
      : []),
  ]
}

/** Lists the first causes, unless the only one is in one run, whose line names it. */
function causeLine(runs: readonly RunComparison[]): string[] {
  const causes = countFirstCauses(runs)
  const isNamed = runs[0] !== undefined && runs[0].divergences.length > 0
  if (causes.length === 0 || (isNamed && causes.length === 1 && causes[0]!.runs === 1)) return []
  const shown = causes
    .slice(0, MAX_CAUSES)
    .map(({ cause, runs: count }) => `${markdownCode(cause, 120)} in ${plural(count, 'run')}`)
  const more = causes.length > shown.length ? `, and ${causes.length - shown.length} more` : ''
  return [`First ${causes.length === 1 ? 'cause' : 'causes'}: ${shown.join(', ')}${more}.`]
}

function sides(comparison: Comparison): string[] {
  const lines = (['base', 'head'] as const).map((name) => {
    const { label, release, commit, runs, recordings, replays } = comparison[name]
    const of = [
      ...(release === null ? [] : [`release ${markdownCode(release, 60)}`]),
      ...(commit === null ? [] : [`commit ${markdownCode(commit.slice(0, 12))}`]),
      plural(runs, 'run'),
      plural(recordings, 'recording'),
      plural(replays, 'replay'),
      ...describeRates(comparison[name]),
    ]
    return `${capital(name)} ${markdownCode(label, 100)}: ${of.join(', ')}.`
  })
  const notes = (['base', 'head'] as const).flatMap((name) =>
    (comparison[name].notes ?? []).map((note) => `- ${name}: ${markdownCode(note, 300)}`),
  )
  const shown = notes.slice(0, MAX_NOTES)
  if (notes.length > shown.length) shown.push(`- ${notes.length - shown.length} more notes`)
  return shown.length > 0 ? [lines.join(' '), '', ...shown] : [lines.join(' ')]
}

function gateTable({ gate, runs }: Comparison): string[] {
  if (!gate || gate.rules.length === 0) return []
  const rows = gateRows(gate, runs, MAX_FAILURES)
  const shown: string[] = []
  let room = MAX_TABLE
  for (const { rule, result, on, more } of rows) {
    const failures = on.map((what) => markdownCode(what, 100)).join('<br>')
    const rest = more > 0 ? `<br>and ${more} more` : ''
    const row = `| ${markdownCode(rule, 60)} | ${result === 'failed' ? '**failed**' : result} | ${failures}${rest} |`
    room -= Buffer.byteLength(row)
    if (room < 0) break
    shown.push(row)
  }
  const left = rows.length - shown.length
  return [
    '| rule | result | on |',
    '| --- | --- | --- |',
    ...shown,
    '',
    ...(left > 0 ? [`${plural(left, 'more rule')}.`, ''] : []),
  ]
}
