import type { ConcludedSegment } from '../../report/comparison-facts.ts'
import type { MetricName } from '../../report/comparison-schema.ts'
import { type ComparedExecutions, comparedExecutions } from '../pairing/compared-executions.ts'
import { compareMetric, type MeasuredMetric } from './compare-metric.ts'
import { concludeTable } from './conclude-table.ts'
import { isReplay } from './execution-facts.ts'
import type { Tolerances } from './metrics.ts'
import type { RunPair } from '../pairing/pair-runs.ts'
import { modelFacts, nothing, type PartFacts, toolFacts } from './part-facts.ts'
import { measureRelease, type NumberOptions } from './release-numbers.ts'
import type { Recording, Replay } from '../runs/performed-run.ts'

/**
 * Compares the numbers of the runs of each agent and workflow, and of the calls of each model and tool. A difference is
 * significant among all rows of one kind, which are read as one table. There are no intervals; latency is tested by the
 * runs' own means.
 *
 * Of a model or tool, `actions` are its calls in a run, and the error rate is the share of a run's calls that failed.
 */
export function segmentsOf(
  pairs: readonly RunPair[],
  options: NumberOptions = {},
): ConcludedSegment[] {
  return [
    ...byRun('agent', pairs, options),
    ...byRun('workflow', pairs, options),
    ...byCall('model', pairs, options),
    ...byCall('tool', pairs, options),
  ]
}

interface MeasuredSegment extends Omit<ConcludedSegment, 'metrics'> {
  measured: MeasuredMetric[]
}

function byRun(
  by: 'agent' | 'workflow',
  pairs: readonly RunPair[],
  options: NumberOptions,
): ConcludedSegment[] {
  const groups = new Map<string, RunPair[]>()
  for (const pair of pairs) {
    const value = pair.head?.[by] ?? pair.base?.[by] ?? null
    if (value === null) continue
    const group = groups.get(value)
    if (group) group.push(pair)
    else groups.set(value, [pair])
  }
  return conclude(
    [...groups].map(([value, group]) => ({
      by,
      value,
      baseRuns: group.filter(({ base }) => base).length,
      headRuns: group.filter(({ head }) => head).length,
      measured: measureRelease(group, options, { intervals: 0, together: false }),
    })),
  )
}

/** The metrics of calls, each with its reader. */
type CallMetrics = Array<[MetricName, (part: PartFacts) => readonly number[]]>

const share = ({ errors, calls }: PartFacts) => (calls === 0 ? [] : [errors / calls])
const known = (value: number | null) => (value === null ? [] : [value])

const OF_CALLS: Record<'model' | 'tool', CallMetrics> = {
  model: [
    ['error_rate', share],
    ['latency_p95', ({ durations }) => durations],
    ['cost', ({ costUsd }) => known(costUsd)],
    ['tokens', ({ tokens }) => known(tokens)],
    ['actions', ({ calls }) => [calls]],
  ],
  tool: [
    ['tool_error_rate', share],
    ['repeated_tool_calls', ({ repeated }) => [repeated]],
    ['latency_p95', ({ durations }) => durations],
    ['actions', ({ calls }) => [calls]],
  ],
}

interface Called {
  pair: ComparedExecutions
  base: Array<Map<string, PartFacts>>
  head: Array<Map<string, PartFacts>>
}

function byCall(
  by: 'model' | 'tool',
  pairs: readonly RunPair[],
  { tolerance = {} }: NumberOptions,
): ConcludedSegment[] {
  const read = by === 'model' ? modelFacts : toolFacts
  const users = new Map<string, Called[]>()
  for (const pair of pairs.flatMap((one) => comparedExecutions(one) ?? [])) {
    const called = { pair, base: pair.base.map(read), head: pair.head.map(read) }
    const values = new Set([...called.base, ...called.head].flatMap((parts) => [...parts.keys()]))
    for (const value of values) {
      const others = users.get(value)
      if (others) others.push(called)
      else users.set(value, [called])
    }
  }
  return conclude(
    [...users].map(([value, called]) => ({
      by,
      value,
      baseRuns: called.filter(({ base }) => base.some((parts) => parts.has(value))).length,
      headRuns: called.filter(({ head }) => head.some((parts) => parts.has(value))).length,
      measured: OF_CALLS[by].flatMap(([metric, values]) =>
        measureCalls(metric, value, values, called, tolerance),
      ),
    })),
  )
}

/** Measures a metric of one model or tool over its recordings or its replays: over the kind that has more runs. */
function measureCalls(
  metric: MetricName,
  value: string,
  values: (part: PartFacts) => readonly number[],
  called: readonly Called[],
  tolerances: Tolerances,
): MeasuredMetric[] {
  const replays = called.filter(({ pair }) => pair.evidence === 'replay')
  const kinds = [called.filter(({ pair }) => pair.evidence !== 'replay'), replays]
  const group = kinds[1]!.length > kinds[0]!.length ? kinds[1]! : kinds[0]!
  const of = (executions: ReadonlyArray<Recording | Replay>, parts: Called['base']) => {
    const read = (at: number) =>
      values(parts[at]!.get(value) ?? nothing(!isReplay(executions[at]!)))
    return executions.length === 1 ? read(0) : executions.flatMap((_, at) => read(at))
  }
  const sides = group.map(({ pair, base, head }) => ({
    base: of(pair.base, base),
    head: of(pair.head, head),
  }))
  const alone = (side: 'base' | 'head') => sides.flatMap((pair) => pair[side])
  const measured = compareMetric({
    metric,
    evidence: group.find(({ pair }) => pair.evidence !== 'takes')?.pair.evidence ?? 'takes',
    pairs: sides.filter(({ base, head }) => base.length > 0 && head.length > 0),
    alone,
    tolerances,
    intervals: 0,
  })
  const isKnown = measured.row.base !== null || measured.row.head !== null
  return isKnown ? [measured] : []
}

/** Concludes the verdicts of segments: all rows of one kind are one table. */
function conclude(segments: readonly MeasuredSegment[]): ConcludedSegment[] {
  const rows = concludeTable(segments.flatMap(({ measured }) => measured))
  let from = 0
  return segments.map(({ measured, ...segment }) => {
    const metrics = rows.slice(from, (from += measured.length))
    return { ...segment, metrics }
  })
}
