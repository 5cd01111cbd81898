import { unreplayedOf } from '../../report/unreplayed.ts'
import type { GateFinding, GateNote } from '../../report/comparison-codes.ts'
import type {
  GateFacts,
  GateRuleFacts,
  JudgedComparison,
  JudgedRun,
} from '../../report/comparison-facts.ts'
import type { MetricComparison, Verdict } from '../../report/comparison-schema.ts'
import { METRICS } from '../numbers/metrics.ts'
import { readFact } from '../numbers/read-fact.ts'
import { type GateRule, isBeyond, parseGateRule } from './gate-rule.ts'
import { decisiveRows, type ReferencedRow, releaseRows } from './rows.ts'

type MetricRule = Extract<GateRule, { metric: unknown }>
type Failure = GateRuleFacts['failures'][number]

/**
 * Evaluates a comparison by rules (see `parseGateRule`). Missing is not passing: a head without runs fails every rule,
 * and so does a limit for a number that the head should have and has not. A rule about a change of what only recordings
 * measure does not apply if nothing was recorded anew.
 */
export function evaluateGate(comparison: JudgedComparison, rules: readonly string[]): GateFacts {
  const results = rules.map((text) => evaluateRule(comparison, parseGateRule(text)))
  return { passed: results.every(({ result }) => result !== 'failed'), rules: results }
}

function evaluateRule(comparison: JudgedComparison, rule: GateRule): GateRuleFacts {
  if (comparison.head.runs === 0)
    return failed(rule, [ofRelease({ code: 'no_runs' })], { code: 'missing_fails' })
  switch (rule.kind) {
    case 'verdict':
      return evaluateVerdict(comparison, rule.text, rule.verdict)
    case 'unreplayed':
      return evaluateUnreplayed(comparison, rule.text)
    case 'change':
      return evaluateChange(comparison, rule)
    case 'run':
      return rule.metric === 'latency_p95'
        ? evaluateRelease(comparison, rule)
        : evaluateRuns(comparison, rule)
  }
}

function evaluateVerdict(
  comparison: JudgedComparison,
  rule: string,
  verdict: Verdict,
): GateRuleFacts {
  const wanted: readonly Verdict[] =
    verdict === 'changed' ? ['regressed', 'changed', 'improved'] : [verdict]
  const runs = comparison.runs
    .filter((run) => wanted.includes(run.verdict))
    .map((run): Failure => ({ run: run.id, finding: { code: 'verdict', verdict: run.verdict } }))
  const numbers = decisiveRows(comparison)
    .filter(({ row }) => row.verdict === verdict)
    .map(({ reference }) => ofRelease({ code: 'row_verdict', row: reference }))
  const { unreplayed } = comparison
  const notes: GateNote[] = unreplayed === 0 ? [] : [{ code: 'unreplayed', runs: unreplayed }]
  return conclude(rule, [...numbers, ...runs], notes)
}

function evaluateUnreplayed(comparison: JudgedComparison, rule: string): GateRuleFacts {
  const runs = comparison.runs.filter((run) => isUnreplayed(run) || unreplayedOf(run) !== null)
  const failures = runs.map((run): Failure => {
    const reason = unreplayedOf(run) ?? 'same_recording'
    return { run: run.id, finding: { code: 'unreplayed', reason } }
  })
  if (comparison.unreplayed > runs.length)
    failures.push(ofRelease({ code: 'unreplayed_runs', runs: comparison.unreplayed }))
  return conclude(rule, failures)
}

/** Evaluates a limit for each run of the head. */
function evaluateRuns(comparison: JudgedComparison, rule: MetricRule): GateRuleFacts {
  const { of } = METRICS[rule.metric]
  const beyond: Array<{ failure: Failure; by: number }> = []
  const unknown: Failure[] = []
  let [known, inapplicable] = [0, 0]
  for (const run of comparison.runs) {
    if (!run.head) continue
    if (!isMeasured(run, of)) {
      inapplicable++
      continue
    }
    const value = isUnreplayed(run) ? undefined : readFact(run.head, rule.metric)
    // Without a call of a tool there is no share of calls that failed.
    if (value === null) continue
    if (value === undefined) unknown.push({ run: run.id, finding: { code: 'not_known' } })
    else {
      known++
      if (isBeyond(value, rule.operator, rule.limit))
        beyond.push({
          failure: { run: run.id, finding: { code: 'value', metric: rule.metric, value } },
          by: Math.abs(value - rule.limit),
        })
    }
  }
  if (known + unknown.length === 0) return evaluateNothing(rule)
  beyond.sort((a, b) => b.by - a.by)
  const failures = [...beyond.map(({ failure }) => failure), ...unknown]
  const notes: GateNote[] = []
  if (unknown.length > 0) notes.push({ code: 'not_known', runs: unknown.length })
  if (inapplicable > 0)
    notes.push({
      code: of === 'recording' ? 'not_recorded_anew' : 'recorded_anew',
      runs: inapplicable,
    })
  return conclude(rule.text, failures, notes)
}

/** Returns `true` if a metric is measured in this run: some are of recordings alone, and some of replays alone. */
function isMeasured(run: JudgedRun, of: (typeof METRICS)[MetricRule['metric']]['of']): boolean {
  if (of === 'execution') return true
  const isRecorded = wasRecorded(run) || isNewRecording(run)
  return of === 'recording' ? isRecorded : !isRecorded || run.head!.matchRate !== null
}

function evaluateNothing(rule: MetricRule): GateRuleFacts {
  switch (METRICS[rule.metric].of) {
    case 'recording':
      return notApplicable(rule, { code: 'nothing_recorded_anew' })
    case 'replay':
      return failed(rule, [ofRelease({ code: 'not_known' })], { code: 'nothing_replayed' })
    case 'execution':
      return notApplicable(rule, { code: 'no_run_of_head_has_it' })
  }
}

/** Evaluates a limit for the release as a whole. */
function evaluateRelease(comparison: JudgedComparison, rule: MetricRule): GateRuleFacts {
  const rows = rowsOf(comparison, rule).filter(({ row }) => row.head !== null)
  if (rows.length === 0) return notApplicable(rule, { code: 'nothing_recorded_anew' })
  const failures = rows
    .filter(({ row }) => isBeyond(row.head!, rule.operator, rule.limit))
    .map(({ reference }) => ofRelease({ code: 'row_value', row: reference }))
  return conclude(rule.text, failures)
}

/** Evaluates a limit for the difference between the releases. */
function evaluateChange(comparison: JudgedComparison, rule: MetricRule): GateRuleFacts {
  const rows = rowsOf(comparison, rule)
  const known = rows.filter(({ row }) => row.delta !== null)
  if (known.length === 0) return evaluateUnknownChange(comparison, rule, rows)
  const failures = known
    .filter(({ row }) => isBeyond(distance(row, rule.relative), rule.operator, rule.limit))
    .map(({ reference }) => ofRelease({ code: 'row_change', row: reference }))
  const lost = lostRuns(comparison, rule)
  const notes = known
    .filter(({ row }) => row.verdict === 'not_evidence')
    .map(({ reference }): GateNote => ({ code: 'row', row: reference }))
  if (lost.length > 0) notes.push({ code: 'not_known', runs: lost.length })
  return conclude(rule.text, [...failures, ...lost], notes)
}

/** Lists the runs whose base has the metric and whose head should have it and has not: the price of a new model, say. */
function lostRuns(comparison: JudgedComparison, { metric }: MetricRule): Failure[] {
  const { of } = METRICS[metric]
  if (of === 'execution') return []
  return comparison.runs
    .filter((run) => {
      if (!run.base || !run.head) return false
      const isExpected = of === 'recording' ? wasRecorded(run) : isUnreplayed(run)
      return (
        isExpected &&
        typeof readFact(run.base, metric) === 'number' &&
        readFact(run.head, metric) === undefined
      )
    })
    .map(({ id }) => ({ run: id, finding: { code: 'not_known_of_head' } }))
}

type Change = Pick<MetricComparison, 'base' | 'delta' | 'relative'>

function distance({ base, delta, relative }: Change, isRelative: boolean): number {
  if (!isRelative) return delta!
  // From nothing to something is more than any percentage.
  return relative ?? (base === 0 && delta !== 0 ? delta! * Infinity : 0)
}

function evaluateUnknownChange(
  comparison: JudgedComparison,
  rule: MetricRule,
  rows: readonly ReferencedRow[],
): GateRuleFacts {
  const { of } = METRICS[rule.metric]
  const ofHead = [ofRelease({ code: 'not_known_of_head' })]
  if (of === 'recording') {
    const lost = lostRuns(comparison, rule)
    if (lost.length > 0 || rows.some(({ row }) => row.base !== null && row.head === null))
      return failed(rule, lost.length > 0 ? lost : ofHead, { code: 'no_run_of_head_shows_it' })
    const isAnew = comparison.runs.some(wasRecorded)
    return notApplicable(rule, {
      code: isAnew ? 'not_known_of_base' : 'nothing_recorded_anew_on_both',
    })
  }
  const isKnown = rows.some(({ row }) => row.head !== null)
  if (isKnown) return notApplicable(rule, { code: 'not_known_of_base' })
  const isUnplayed = of === 'replay' || comparison.unreplayed > 0
  return failed(rule, ofHead, { code: isUnplayed ? 'nothing_replayed' : 'no_run_shows_it' })
}

function rowsOf(comparison: JudgedComparison, { metric }: MetricRule): ReferencedRow[] {
  return releaseRows(comparison).filter(({ row }) => row.metric === metric)
}

function isNewRecording({ base, head }: JudgedRun): boolean {
  return base === null && head !== null && head.takes > 0
}

/** Returns `true` if the behaviour of the head's code is not known in this run. */
function isUnreplayed(run: JudgedRun): boolean {
  const { base, head } = run
  return base !== null && head !== null && !wasRecorded(run) && head.matchRate === null
}

function wasRecorded({ evidence }: Pick<JudgedRun, 'evidence'>): boolean {
  return evidence === 'recording' || evidence === 'takes'
}

/** A failure of the release as a whole. */
function ofRelease(finding: GateFinding): Failure {
  return { run: null, finding }
}

function conclude(rule: string, failures: Failure[], notes: GateNote[] = []): GateRuleFacts {
  return { rule, result: failures.length > 0 ? 'failed' : 'passed', failures, notes }
}

function failed({ text }: GateRule, failures: Failure[], note: GateNote): GateRuleFacts {
  return { rule: text, result: 'failed', failures, notes: [note] }
}

function notApplicable({ text }: GateRule, note: GateNote): GateRuleFacts {
  return { rule: text, result: 'not_applicable', failures: [], notes: [note] }
}
