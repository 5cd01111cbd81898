import type { EvidenceFact } from '../../report/comparison-codes.ts'
import type { HypothesisFacts, JudgedComparison, JudgedRun } from '../../report/comparison-facts.ts'
import type { MetricName, Segment } from '../../report/comparison-schema.ts'
import { MIN_PAIRS } from '../../statistics/sign-test.ts'
import { type ReferencedRow, segmentRows } from './rows.ts'
import { sharedCauses } from './shared-causes.ts'
import { regressedRows, worseRuns } from './worse-runs.ts'

type Evidence = HypothesisFacts['evidence']

/**
 * Finds where to look first, from the runs and the numbers that got worse. Each hypothesis has evidence.
 *
 * - `change`: runs got worse whose first cause is the same changed prompt, tool schema, resource or package.
 * - `tool`: runs fail now in a tool, or a tool's share of failed calls rose.
 * - `loop`: tools are called again with the same inputs; more so where runs end in `max_steps`.
 * - `llm_or_runtime`: runs fail now in a model call, or latency rose while that of the tools did not.
 *
 * @see https://www.agentpatterns.tech/en/observability-monitoring/debugging-agent-runs
 */
export function findHypotheses(comparison: JudgedComparison): HypothesisFacts[] {
  const { shown, failing } = worseRuns(comparison)
  return [
    ...changes(comparison, shown),
    ...tools(comparison, failing),
    ...loop(comparison, shown),
    ...model(comparison, failing),
  ]
}

function changes(comparison: JudgedComparison, worse: readonly JudgedRun[]): HypothesisFacts[] {
  const numbers = rowFacts(regressedRows(comparison))
  const [regressed, sunk] = byVerdict(worse)
  return sharedCauses(worse, comparison.runs).map(({ cause, note, worse: hit, others }) => ({
    layer: 'change',
    claim: { code: 'shared_cause', cause, note },
    evidence: [
      ...ofRuns({ code: 'first_cause', of: regressed.length }, byVerdict(hit)[0]),
      ...ofRuns({ code: 'first_cause_of_number', of: sunk.length }, byVerdict(hit)[1]),
      ...ofRuns({ code: 'also_without_harm' }, others),
      ...numbers,
    ],
  }))
}

/** Divides runs into those that regressed and those in which a number of the release got worse: each is counted by itself. */
function byVerdict(runs: readonly JudgedRun[]): [regressed: JudgedRun[], others: JudgedRun[]] {
  const isRegressed = ({ verdict }: JudgedRun) => verdict === 'regressed'
  return [runs.filter(isRegressed), runs.filter((run) => !isRegressed(run))]
}

const IN_A_TOOL = /^tool_(?:error|timeout):(.+)$/s

function tools(
  { segments }: JudgedComparison,
  runsThatFail: readonly JudgedRun[],
): HypothesisFacts[] {
  const ended = new Map<string, JudgedRun[]>()
  for (const run of runsThatFail) {
    const tool = IN_A_TOOL.exec(newStopReason(run) ?? '')?.[1]
    if (tool !== undefined) ended.set(tool, [...(ended.get(tool) ?? []), run])
  }
  const failing = regressedSegments(segments, 'tool', ['tool_error_rate'])
  const names = new Set([...ended.keys(), ...failing.map(({ reference }) => reference.value!)])
  return [...names].map((tool) => {
    const runs = ended.get(tool) ?? []
    return {
      layer: 'tool',
      claim: { code: 'failing_tool', tool },
      evidence: [
        ...ofRuns({ code: 'ends_in_tool', few: areFew(runs) }, runs),
        ...rowFacts(failing.filter(({ reference }) => reference.value === tool)),
      ],
    }
  })
}

function loop(comparison: JudgedComparison, worse: readonly JudgedRun[]): HypothesisFacts[] {
  const rows = regressedRows(comparison).filter(({ row }) => row.metric === 'repeated_tool_calls')
  const isStuck = (run: JudgedRun) => /^(?:max_steps|loop_)/.test(newStopReason(run) ?? '')
  const repeating = worse.filter(
    ({ base, head }) => head!.repeatedToolCalls > base!.repeatedToolCalls,
  )
  const stuck = repeating.filter(isStuck)
  if (rows.length === 0 && repeating.length === 0) return []
  const repeated = regressedSegments(comparison.segments, 'tool', ['repeated_tool_calls'])
  return [
    {
      layer: 'loop',
      claim: { code: stuck.length > 0 ? 'stuck_in_loop' : 'repeats_itself' },
      evidence: [
        ...rowFacts(rows),
        ...rowFacts(repeated),
        ...ofRuns({ code: 'repeats_calls' }, repeating),
        ...ofRuns({ code: 'ends_at_limit' }, stuck),
      ],
    },
  ]
}

const IN_A_MODEL = /^(?:llm_|step_error|timeout$|truncated$|content_filter$)/
const SLOW: readonly MetricName[] = ['latency_p95', 'duration']

function model(
  comparison: JudgedComparison,
  runsThatFail: readonly JudgedRun[],
): HypothesisFacts[] {
  const ended = runsThatFail.filter((run) => IN_A_MODEL.test(newStopReason(run) ?? ''))
  const failing = regressedSegments(comparison.segments, 'model', ['error_rate'])
  const slow = regressedRows(comparison).filter(({ row }) => SLOW.includes(row.metric))
  const slowTools = regressedSegments(comparison.segments, 'tool', SLOW)
  const slowModels = regressedSegments(comparison.segments, 'model', SLOW)
  const isSlow = slow.length > 0 && slowTools.length === 0
  if (!isSlow && ended.length === 0 && failing.length === 0) return []
  const evidence: Evidence = [
    ...ofRuns(
      { code: 'ends_in_model', few: areFew(ended), reasons: countStopReasons(ended) },
      ended,
    ),
    ...rowFacts(failing),
  ]
  if (isSlow)
    evidence.push(
      ...rowFacts(slow),
      { fact: { code: 'no_slower_tool' }, runs: [] },
      ...rowFacts(slowModels),
    )
  return [
    {
      layer: 'llm_or_runtime',
      claim: { code: isSlow ? 'slow_model' : 'failing_model' },
      evidence,
    },
  ]
}

/** Counts the stop reasons of the head, the most frequent first. */
function countStopReasons(
  runs: readonly JudgedRun[],
): Extract<EvidenceFact, { code: 'ends_in_model' }>['reasons'] {
  const times = new Map<string, { stopReason: string; errorClass: string | null; runs: number }>()
  for (const { head } of runs) {
    const { stopReason, errorClass } = head!
    const key = JSON.stringify([stopReason, errorClass])
    const counted = times.get(key) ?? { stopReason, errorClass, runs: 0 }
    times.set(key, { ...counted, runs: counted.runs + 1 })
  }
  return [...times.values()].sort((a, b) => b.runs - a.runs)
}

/** Returns the head's stop reason if the base has another one. */
function newStopReason({ base, head }: JudgedRun): string | null {
  return base && head && base.stopReason !== head.stopReason ? head.stopReason : null
}

function regressedSegments(
  segments: JudgedComparison['segments'],
  by: Segment['by'],
  metrics: readonly MetricName[],
): ReferencedRow[] {
  return segments
    .filter((segment) => segment.by === by)
    .flatMap(segmentRows)
    .filter(({ row }) => row.verdict === 'regressed' && metrics.includes(row.metric))
}

function rowFacts(rows: readonly ReferencedRow[]): Evidence {
  return rows.map(({ reference }) => ({ fact: { code: 'row', row: reference }, runs: [] }))
}

/** A fact about runs; without a run there is none. */
function ofRuns(fact: EvidenceFact, runs: readonly JudgedRun[]): Evidence {
  return runs.length === 0 ? [] : [{ fact, runs: runs.map(({ id }) => id) }]
}

/** A few runs of a live agent may be chance; replays, which have the same answers, are not. */
function areFew(runs: readonly JudgedRun[]): boolean {
  return runs.length < MIN_PAIRS && runs.every(({ evidence }) => evidence !== 'replay')
}
