import type {
  Comparison,
  Hypothesis,
  MetricComparison,
  RunComparison,
  Segment,
} from '../report/comparison-schema.ts'
import { formatMetric } from './format-metric.ts'
import { sharedCauses } from './shared-causes.ts'
import { regressedRows, type WorseRun, worseRuns } from './worse-runs.ts'

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
  const worse = worseRuns(comparison)
  return [
    ...changes(comparison, worse),
    ...tools(comparison, worse),
    ...loop(comparison, worse),
    ...model(comparison, worse),
  ]
}

function changes({ runs }: Comparison, worse: readonly WorseRun[]): Hypothesis[] {
  return sharedCauses(
    worse.map(({ run }) => run),
    runs,
  ).map(({ what, worse: hit, others }) => ({
    layer: 'change',
    statement: `${what} is behind what got worse: look at that change first`,
    evidence: [
      {
        text: `it is the first cause in ${hit.length} of the ${count(worse.length, 'run')} that got worse${onlyOne(hit)}`,
        runs: ids(hit),
      },
      ...(others.length > 0
        ? [{ text: `and in ${count(others.length, 'run')} that did not`, runs: ids(others) }]
        : []),
    ],
  }))
}

const IN_A_TOOL = /^tool_(?:error|timeout):(.+)$/s

function tools({ segments }: Comparison, worse: readonly WorseRun[]): Hypothesis[] {
  const ended = new Map<string, RunComparison[]>()
  for (const { run, fails } of worse) {
    const tool = fails ? IN_A_TOOL.exec(newStopReason(run) ?? '')?.[1] : undefined
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
          ? [{ text: `${ends(runs)} in it now, and did not${onlyOne(runs)}`, runs: ids(runs) }]
          : []),
        ...rowsOf(failing.filter(({ value }) => value === tool)),
      ],
    }
  })
}

function loop(comparison: Comparison, worse: readonly WorseRun[]): Hypothesis[] {
  const repeating = worse
    .map(({ run }) => run)
    .filter(({ base, head }) => head!.repeatedToolCalls > base!.repeatedToolCalls)
  const stuck = repeating.filter((run) => /^(?:max_steps|loop_)/.test(newStopReason(run) ?? ''))
  const rows = regressedRows(comparison).filter(({ metric }) => metric === 'repeated_tool_calls')
  if (rows.length === 0 && repeating.length === 0) return []
  const tools = regressedSegments(comparison.segments, 'tool', ['repeated_tool_calls'])
  const evidence: Evidence = [
    ...rows.map((row) => ({ text: sayRow(row), runs: [] })),
    ...rowsOf(tools),
    ...(repeating.length > 0
      ? [
          {
            text: `${count(repeating.length, 'run')} that got worse repeat calls with the same inputs more often${onlyOne(repeating)}`,
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

const IN_A_MODEL = /^(?:llm_|truncated$|content_filter$)/
const SLOW: ReadonlyArray<MetricComparison['metric']> = ['latency_p95', 'duration']

function model(comparison: Comparison, worse: readonly WorseRun[]): Hypothesis[] {
  const ended = worse
    .filter(({ run, fails }) => fails && IN_A_MODEL.test(newStopReason(run) ?? ''))
    .map(({ run }) => run)
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
            text: `${ends(ended)} in a model call now, and did not${onlyOne(ended)}`,
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
    : 'the model, or what it is sent, is behind the failures: check limits, filters and the length of requests'
  return [{ layer: 'llm_or_runtime', statement, evidence }]
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

function sayRow({ metric, base, head, note }: MetricComparison): string {
  return `${metric} ${formatMetric(metric, base!)} -> ${formatMetric(metric, head!)} (${note})`
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

/** One run of a live agent may be chance; of a replay, which has the same answers, it is not. */
function onlyOne(runs: readonly RunComparison[]): string {
  const [run] = runs
  return runs.length === 1 && run!.evidence === 'recording' ? ' (one run, not evidence)' : ''
}
