import type {
  Comparison,
  Hypothesis,
  MetricComparison,
  RunComparison,
  Segment,
} from '../../report/comparison-schema.ts'
import { notEvidence } from '../numbers/compare-metric.ts'
import { formatMetric } from '../../words/format-metric.ts'
import { sharedCauses } from './shared-causes.ts'
import { MIN_PAIRS } from '../../statistics/sign-test.ts'
import { regressedRows, worseRuns } from './worse-runs.ts'

type Evidence = Hypothesis['evidence']

/**
 * Where to look first, from what got worse. No run and no number that got worse, no hypothesis; and none without
 * evidence.
 *
 * - `change`: runs got worse whose first cause is the same changed prompt, tool schema, resource or package.
 * - `tool`: runs fail now in a tool, or a tool's share of failed calls rose.
 * - `loop`: tools are called again with the same inputs; more so where runs end in `max_steps`.
 * - `llm_or_runtime`: runs fail now in a model call, or latency rose while that of the tools did not.
 *
 * @see https://www.agentpatterns.tech/en/observability-monitoring/debugging-agent-runs
 */
export function hypothesesOf(comparison: Comparison): Hypothesis[] {
  const { shown, failing } = worseRuns(comparison)
  return [
    ...changes(comparison, shown),
    ...tools(comparison, failing),
    ...loop(comparison, shown),
    ...model(comparison, failing),
  ]
}

function changes(comparison: Comparison, worse: readonly RunComparison[]): Hypothesis[] {
  const numbers = regressedRows(comparison).map((row) => ({ text: sayRow(row), runs: [] }))
  return sharedCauses(worse, comparison.runs).map(({ what, worse: hit, others }) => ({
    layer: 'change',
    statement: `${what} is behind what got worse: look at that change first`,
    evidence: [
      {
        text: `it is the first cause in ${hit.length} of the ${count(worse.length, 'run')} that got worse`,
        runs: ids(hit),
      },
      ...(others.length > 0
        ? [{ text: `and in ${count(others.length, 'run')} that did not`, runs: ids(others) }]
        : []),
      ...numbers,
    ],
  }))
}

const IN_A_TOOL = /^tool_(?:error|timeout):(.+)$/s

function tools({ segments }: Comparison, runsThatFail: readonly RunComparison[]): Hypothesis[] {
  const ended = new Map<string, RunComparison[]>()
  for (const run of runsThatFail) {
    const tool = IN_A_TOOL.exec(newStopReason(run) ?? '')?.[1]
    if (tool !== undefined) ended.set(tool, [...(ended.get(tool) ?? []), run])
  }
  const failing = regressedSegments(segments, 'tool', ['tool_error_rate'])
  const names = new Set([...ended.keys(), ...failing.map(({ value }) => value)])
  return [...names].map((tool) => {
    const runs = ended.get(tool) ?? []
    return {
      layer: 'tool',
      statement: `the tool "${tool}" fails more often: check that it is available, its time limit and what it is given`,
      evidence: [
        ...(runs.length > 0
          ? [{ text: `${ends(runs)} in it now, and did not${ifFew(runs)}`, runs: ids(runs) }]
          : []),
        ...rowsOf(failing.filter(({ value }) => value === tool)),
      ],
    }
  })
}

function loop(comparison: Comparison, worse: readonly RunComparison[]): Hypothesis[] {
  const rows = regressedRows(comparison).filter(({ metric }) => metric === 'repeated_tool_calls')
  const isStuck = (run: RunComparison) => /^(?:max_steps|loop_)/.test(newStopReason(run) ?? '')
  const repeating = worse.filter(
    ({ base, head }) => head!.repeatedToolCalls > base!.repeatedToolCalls,
  )
  const stuck = repeating.filter(isStuck)
  if (rows.length === 0 && repeating.length === 0) return []
  const tools = regressedSegments(comparison.segments, 'tool', ['repeated_tool_calls'])
  const evidence: Evidence = [
    ...rows.map((row) => ({ text: sayRow(row), runs: [] })),
    ...rowsOf(tools),
    ...(repeating.length > 0
      ? [
          {
            text: `${repeating.length === 1 ? '1 run that got worse repeats' : `${repeating.length} runs that got worse repeat`} calls with the same inputs more often`,
            runs: ids(repeating),
          },
        ]
      : []),
    ...(stuck.length > 0
      ? [{ text: `${ends(stuck)} at the limit of steps now`, runs: ids(stuck) }]
      : []),
  ]
  return [
    {
      layer: 'loop',
      statement:
        stuck.length > 0
          ? 'the agent is stuck in a loop: check its stop conditions and what it remembers of calls it has made'
          : 'the agent repeats itself: check what it remembers of calls it has made, and its retries',
      evidence,
    },
  ]
}

const IN_A_MODEL = /^(?:llm_|step_error|timeout$|truncated$|content_filter$)/
const SLOW: ReadonlyArray<MetricComparison['metric']> = ['latency_p95', 'duration']

function model(comparison: Comparison, runsThatFail: readonly RunComparison[]): Hypothesis[] {
  const ended = runsThatFail.filter((run) => IN_A_MODEL.test(newStopReason(run) ?? ''))
  const failing = regressedSegments(comparison.segments, 'model', ['error_rate'])
  const slow = regressedRows(comparison).filter(({ metric }) => SLOW.includes(metric))
  const slowTools = regressedSegments(comparison.segments, 'tool', SLOW)
  const slowModels = regressedSegments(comparison.segments, 'model', SLOW)
  const isSlow = slow.length > 0 && slowTools.length === 0
  if (!isSlow && ended.length === 0 && failing.length === 0) return []
  const evidence: Evidence = [
    ...(ended.length > 0
      ? [
          {
            text: `${ends(ended)} in a model call or in the code around it now, and did not${ifFew(ended)}: ${sayReasons(ended)}`,
            runs: ids(ended),
          },
        ]
      : []),
    ...rowsOf(failing),
    ...(isSlow
      ? [
          ...slow.map((row) => ({ text: sayRow(row), runs: [] })),
          { text: 'no tool got slower beyond chance', runs: [] },
          ...rowsOf(slowModels),
        ]
      : []),
  ]
  const statement = isSlow
    ? 'the model or the code between the calls got slower: no tool did'
    : 'the model or the code around its calls is behind the failures: check limits, filters, and what is made of answers'
  return [{ layer: 'llm_or_runtime', statement, evidence }]
}

/** Why they stopped, the most frequent first. */
function sayReasons(runs: readonly RunComparison[]): string {
  const times = new Map<string, number>()
  for (const { head } of runs) {
    const reason = `${head!.stopReason}${head!.errorClass === null ? '' : `, ${head!.errorClass}`}`
    times.set(reason, (times.get(reason) ?? 0) + 1)
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, number]) => `${reason} (${number})`)
    .join('; ')
}

/** How the head ends, where the base ended otherwise. */
function newStopReason({ base, head }: RunComparison): string | null {
  return base && head && base.stopReason !== head.stopReason ? head.stopReason : null
}

function regressedSegments(
  segments: readonly Segment[],
  by: Segment['by'],
  metrics: ReadonlyArray<MetricComparison['metric']>,
): Array<{ value: string; rows: MetricComparison[] }> {
  return segments.flatMap((segment) => {
    const rows = segment.metrics.filter(
      ({ metric, verdict }) => verdict === 'regressed' && metrics.includes(metric),
    )
    return segment.by === by && rows.length > 0 ? [{ value: segment.value, rows }] : []
  })
}

function rowsOf(segments: ReturnType<typeof regressedSegments>): Evidence {
  return segments.flatMap(({ value, rows }) =>
    rows.map((row) => ({ text: `${value}: ${sayRow(row)}`, runs: [] })),
  )
}

function sayRow({ metric, unit, base, head, note }: MetricComparison): string {
  return `${metric} ${formatMetric(base, unit)} -> ${formatMetric(head, unit)} (${note})`
}

function ends(runs: readonly RunComparison[]): string {
  return runs.length === 1 ? '1 run ends' : `${runs.length} runs end`
}

function count(number: number, word: string): string {
  return number === 1 ? `1 ${word}` : `${number} ${word}s`
}

function ids(runs: readonly RunComparison[]): string[] {
  return runs.map(({ id }) => id)
}

/** A few runs of a live agent may be chance; replays, which have the same answers, are not. */
function ifFew(runs: readonly RunComparison[]): string {
  const isLive = runs.every(({ evidence }) => evidence !== 'replay')
  return isLive && runs.length < MIN_PAIRS ? ` (${notEvidence(runs.length)})` : ''
}
