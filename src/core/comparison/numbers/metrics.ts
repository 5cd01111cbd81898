import type { MetricComparison, MetricName } from '../../report/comparison-schema.ts'
import type { ExecutionFacts } from './execution-facts.ts'

/** A metric, and the size of a difference in it that counts as a change. */
export interface Metric extends Pick<MetricComparison, 'unit' | 'better' | 'tolerance'> {
  /** Reads its value of one execution; `null` where there is none. */
  read(facts: ExecutionFacts): number | null
  /** The executions that have it: any, recordings alone, or replays alone. */
  of: 'execution' | 'recording' | 'replay'
}

/** A busy network changes times by a tenth. */
const TIMES = 0.1
/** An answer of another length changes tokens by a twentieth. */
const AMOUNTS = 0.05

/** Every metric of a release, in the order in which they are listed. */
export const METRICS: Record<MetricName, Metric> = {
  success_rate: {
    unit: 'ratio',
    better: 'higher',
    tolerance: 0,
    of: 'execution',
    read: ({ passed }) => asShare(passed),
  },
  error_rate: {
    unit: 'ratio',
    better: 'lower',
    tolerance: 0,
    of: 'execution',
    read: ({ failed }) => asShare(failed),
  },
  tool_error_rate: {
    unit: 'ratio',
    better: 'lower',
    tolerance: 0,
    of: 'execution',
    read: ({ toolErrors, toolCalls }) => (toolCalls === 0 ? null : toolErrors / toolCalls),
  },
  repeated_tool_calls: {
    unit: 'count',
    better: 'lower',
    tolerance: 0,
    of: 'execution',
    read: ({ repeatedToolCalls }) => repeatedToolCalls,
  },
  latency_p95: {
    unit: 'ms',
    better: 'lower',
    tolerance: TIMES,
    of: 'recording',
    read: ({ durationMs }) => durationMs,
  },
  duration: {
    unit: 'ms',
    better: 'lower',
    tolerance: TIMES,
    of: 'recording',
    read: ({ durationMs }) => durationMs,
  },
  cost: {
    unit: 'usd',
    better: 'lower',
    tolerance: AMOUNTS,
    of: 'recording',
    read: ({ costUsd }) => costUsd,
  },
  tokens: {
    unit: 'tokens',
    better: 'lower',
    tolerance: AMOUNTS,
    of: 'recording',
    read: ({ tokens }) => tokens,
  },
  // An agent that does more may be thorough, and one that does less may have given up.
  actions: {
    unit: 'count',
    better: 'neither',
    tolerance: 0,
    of: 'execution',
    read: ({ actions }) => actions,
  },
  match_rate: {
    unit: 'ratio',
    better: 'higher',
    tolerance: 0,
    of: 'replay',
    read: ({ matchRate }) => matchRate,
  },
  determinism: {
    unit: 'score',
    better: 'higher',
    tolerance: 0,
    of: 'replay',
    read: ({ determinism }) => determinism,
  },
}

/** The tolerances of a comparison, in place of the metrics' own. */
export type Tolerances = Partial<Record<MetricName, number>>

function asShare(happened: boolean | null): number | null {
  return happened === null ? null : Number(happened)
}
