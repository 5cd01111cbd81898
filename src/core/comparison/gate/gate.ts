import type {
  Comparison,
  Gate,
  MetricComparison,
  RunComparison,
  Verdict,
} from '../../report/comparison-schema.ts'
import { type GateRule, isBeyond, parseGateRule } from './gate-rule.ts'
import { formatMetric, formatRelative } from '../../words/format-metric.ts'
import { NOT_RUN } from '../judging/judgement.ts'
import { unreplayedOf } from '../../report/unreplayed.ts'
import { METRICS } from '../numbers/metrics.ts'
import { readFact } from '../numbers/read-fact.ts'

export { parseGateRule } from './gate-rule.ts'

type RuleResult = Gate['rules'][number]
type MetricRule = Extract<GateRule, { metric: unknown }>
type Failure = RuleResult['failures'][number]

/**
 * Holds a comparison against rules (see `parseGateRule`). Missing is not passing: a head without runs fails every rule,
 * and a limit for what should be known of the head and is not fails as well. A change in what only recordings tell does
 * not apply where none was made anew.
 */
export function judgeGate(comparison: Comparison, rules: readonly string[]): Gate {
  const results = rules.map((text) => judgeRule(comparison, parseGateRule(text)))
  return { passed: results.every(({ result }) => result !== 'failed'), rules: results }
}

function judgeRule(comparison: Comparison, rule: GateRule): RuleResult {
  if (comparison.head.runs === 0)
    return failed(rule, [{ run: null, what: 'the head has no runs' }], 'missing is not passing')
  switch (rule.kind) {
    case 'verdict':
      return judgeVerdict(comparison, rule.text, rule.verdict)
    case 'unreplayed':
      return judgeUnreplayed(comparison, rule.text)
    case 'change':
      return judgeChange(comparison, rule)
    case 'run':
      return rule.metric === 'latency_p95'
        ? judgeRelease(comparison, rule)
        : judgeRuns(comparison, rule)
  }
}

function judgeVerdict(comparison: Comparison, rule: string, verdict: Verdict): RuleResult {
  const wanted: readonly Verdict[] =
    verdict === 'changed' ? ['regressed', 'changed', 'improved'] : [verdict]
  const runs = comparison.runs
    .filter((run) => wanted.includes(run.verdict))
    .map((run) => ({ run: run.id, what: [run.verdict, ...run.reasons].join(': ') }))
  const numbers = tables(comparison).flatMap(({ of, numbers: { metrics } }) =>
    metrics
      .filter((row) => row.verdict === verdict)
      .map((row) => ({ run: null, what: `${of}${change(row)}, ${row.note ?? verdict}` })),
  )
  return conclude(rule, [...numbers, ...runs], unreplayedNote(comparison))
}

const UNREPLAYED = {
  same_recording: 'the same recording on both sides, and nothing was replayed',
  no_recording: 'no recording on one side, and nothing was replayed',
  left_out: NOT_RUN,
}

function judgeUnreplayed(comparison: Comparison, rule: string): RuleResult {
  const runs = comparison.runs.filter((run) => isUnreplayed(run) || unreplayedOf(run) !== null)
  const failures: Failure[] = runs.map((run) => ({
    run: run.id,
    what: UNREPLAYED[unreplayedOf(run) ?? 'same_recording'],
  }))
  if (comparison.unreplayed > runs.length)
    failures.push({ run: null, what: `${comparison.unreplayed} runs were not replayed` })
  return conclude(rule, failures)
}

/** What is held against each run of the head. */
function judgeRuns(comparison: Comparison, rule: MetricRule): RuleResult {
  const { of } = METRICS[rule.metric]
  const failures: Array<Failure & { by: number }> = []
  const unknown: Failure[] = []
  let [held, apart] = [0, 0]
  for (const run of comparison.runs) {
    if (!run.head) continue
    const isRecorded = wasRecorded(run) || isNewRecording(run)
    // What a replay does not measure is not asked of it, and what only a replay measures not of a recording.
    const applies =
      of === 'recording'
        ? isRecorded
        : of === 'replay'
          ? !isRecorded || run.head.matchRate !== null
          : true
    if (!applies) {
      apart++
      continue
    }
    const value = isUnreplayed(run) ? undefined : readFact(run.head, rule.metric)
    // Without a call of a tool there is no share of calls that failed.
    if (value === null) continue
    if (value === undefined) unknown.push({ run: run.id, what: 'not known' })
    else {
      held++
      if (isBeyond(value, rule.operator, rule.limit))
        failures.push({
          run: run.id,
          what: formatMetric(value, METRICS[rule.metric].unit),
          by: Math.abs(value - rule.limit),
        })
    }
  }
  failures.sort((a, b) => b.by - a.by)
  const all = [...failures.map(({ run, what }) => ({ run, what })), ...unknown]
  if (held + unknown.length === 0)
    return of === 'recording'
      ? notApplicable(rule, 'nothing was recorded anew, and replays do not measure it')
      : of === 'replay'
        ? failed(
            rule,
            [{ run: null, what: 'not known' }],
            'nothing was replayed on the head: missing is not passing',
          )
        : notApplicable(rule, 'no run of the head has it')
  const notes = [
    unknown.length > 0 ? `not known of ${count(unknown.length)}: missing is not passing` : '',
    apart > 0
      ? of === 'recording'
        ? `${count(apart)} not recorded anew`
        : `${count(apart)} recorded anew, not replayed`
      : '',
  ].filter((note) => note !== '')
  return conclude(rule.text, all, notes.join('; ') || null)
}

/** What is held against the release as a whole. */
function judgeRelease(comparison: Comparison, rule: MetricRule): RuleResult {
  const rows = rowsOf(comparison, rule).filter(({ row }) => row.head !== null)
  if (rows.length === 0)
    return notApplicable(rule, 'nothing was recorded anew, and replays do not measure it')
  const failures = rows
    .filter(({ row }) => isBeyond(row.head!, rule.operator, rule.limit))
    .map(({ of, row }) => ({ run: null, what: `${of}${formatMetric(row.head, row.unit)}` }))
  return conclude(rule.text, failures)
}

/** What is held against the difference between the releases. */
function judgeChange(comparison: Comparison, rule: MetricRule): RuleResult {
  const rows = rowsOf(comparison, rule)
  const known = rows.filter(({ row }) => row.delta !== null)
  if (known.length === 0) return unknownChange(comparison, rule, rows)
  const failures: Failure[] = known
    .filter(({ row }) => isBeyond(distance(row, rule.relative), rule.operator, rule.limit))
    .map(({ of, row }) => ({ run: null, what: `${of}${change(row)}` }))
  const lost = lostRuns(comparison, rule)
  const notes = new Set(
    known.filter(({ row }) => row.verdict === 'not_evidence').map(({ row }) => row.note ?? ''),
  )
  if (lost.length > 0) notes.add(`not known of ${count(lost.length)}: missing is not passing`)
  return conclude(rule.text, [...failures, ...lost], [...notes].join('; ') || null)
}

/** Runs of which the base has the metric, and the head should and has not: the price of another model, say. */
function lostRuns(comparison: Comparison, { metric }: MetricRule): Failure[] {
  const { of } = METRICS[metric]
  if (of === 'execution') return []
  return comparison.runs
    .filter((run) => {
      if (!run.base || !run.head) return false
      const isAsked = of === 'recording' ? wasRecorded(run) : isUnreplayed(run)
      return (
        isAsked &&
        typeof readFact(run.base, metric) === 'number' &&
        readFact(run.head, metric) === undefined
      )
    })
    .map(({ id }) => ({ run: id, what: 'not known of the head' }))
}

function distance({ base, delta, relative }: MetricComparison, isRelative: boolean): number {
  if (!isRelative) return delta!
  // From nothing to something is more than any percentage.
  return relative ?? (base === 0 && delta !== 0 ? delta! * Infinity : 0)
}

function unknownChange(
  comparison: Comparison,
  rule: MetricRule,
  rows: ReadonlyArray<{ row: MetricComparison }>,
): RuleResult {
  const { of } = METRICS[rule.metric]
  if (of === 'recording') {
    const lost = lostRuns(comparison, rule)
    if (lost.length > 0 || rows.some(({ row }) => row.base !== null && row.head === null))
      return failed(
        rule,
        lost.length > 0 ? lost : [{ run: null, what: 'not known of the head' }],
        'no run of the head tells: missing is not passing',
      )
    const isAnew = comparison.runs.some(wasRecorded)
    return notApplicable(
      rule,
      isAnew ? 'not known of the base' : 'nothing was recorded anew on both sides',
    )
  }
  const isKnown = rows.some(({ row }) => row.head !== null)
  if (isKnown) return notApplicable(rule, 'not known of the base')
  return failed(
    rule,
    [{ run: null, what: 'not known of the head' }],
    of === 'replay' || comparison.unreplayed > 0
      ? 'nothing was replayed on the head: missing is not passing'
      : 'no run tells: missing is not passing',
  )
}

function tables({ numbers, critical }: Comparison) {
  return [{ of: '', numbers }, ...(critical ? [{ of: 'critical runs: ', numbers: critical }] : [])]
}

function rowsOf(comparison: Comparison, { metric }: MetricRule) {
  return tables(comparison).flatMap(({ of, numbers }) =>
    numbers.metrics.filter((row) => row.metric === metric).map((row) => ({ of, row })),
  )
}

function change({ metric, unit, base, head, relative }: MetricComparison): string {
  const percent = relative === null ? '' : ` (${formatRelative(relative)})`
  return `${metric} ${formatMetric(base, unit)} -> ${formatMetric(head, unit)}${percent}`
}

function isNewRecording({ base, head }: RunComparison): boolean {
  return base === null && head !== null && head.takes > 0
}

/** Whether nothing is known of what the head's code does in this run. */
function isUnreplayed(run: RunComparison): boolean {
  const { base, head } = run
  return base !== null && head !== null && !wasRecorded(run) && head.matchRate === null
}

function wasRecorded({ evidence }: RunComparison): boolean {
  return evidence === 'recording' || evidence === 'takes'
}

function unreplayedNote({ unreplayed }: Comparison): string | null {
  return unreplayed === 0 ? null : `${count(unreplayed)} not replayed: nothing is known of them`
}

function count(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`
}

function conclude(rule: string, failures: Failure[], note: string | null = null): RuleResult {
  return { rule, result: failures.length > 0 ? 'failed' : 'passed', failures, note }
}

function failed({ text }: GateRule, failures: Failure[], note: string): RuleResult {
  return { rule: text, result: 'failed', failures, note }
}

function notApplicable({ text }: GateRule, note: string): RuleResult {
  return { rule: text, result: 'not_applicable', failures: [], note }
}
