import type { MetricComparison, Significance } from '../../../core/report/comparison-schema.ts'
import {
  formatCount,
  formatDuration,
  formatScore,
  formatShare,
  formatUsd,
} from '../../format/format.ts'

type Unit = MetricComparison['unit']

const MINUS = '\u2212'

/** Metrics in words. */
export const METRICS: Record<MetricComparison['metric'], string> = {
  success_rate: 'Success rate',
  error_rate: 'Error rate',
  tool_error_rate: 'Tool error rate',
  repeated_tool_calls: 'Repeated tool calls',
  latency_p95: 'Latency, p95',
  duration: 'Duration',
  cost: 'Cost a run',
  tokens: 'Tokens a run',
  actions: 'Actions a run',
  match_rate: 'Match rate',
  determinism: 'Determinism',
}

/** A number of a metric; what is not known is never 0. */
export function formatMetric(value: number | null, unit: Unit): string {
  if (value === null) return 'unknown'
  switch (unit) {
    case 'ratio':
      return formatShare(value)
    case 'score':
      return formatScore(value)
    case 'ms':
      return formatDuration(value)
    case 'usd':
      return formatUsd(value)
    case 'tokens':
      return formatCount(Math.round(value))
    default:
      return short(value)
  }
}

/** A change of a metric, with its sign; shares in percentage points. */
export function formatDelta(delta: number, unit: Unit): string {
  const size = unit === 'ratio' ? `${short(Math.abs(delta) * 100)} pp` : sizeOf(delta, unit)
  if (delta === 0) return size
  return `${delta < 0 ? MINUS : '+'}${size}`
}

function sizeOf(delta: number, unit: Unit): string {
  return unit === 'score' ? short(Math.abs(delta)) : formatMetric(Math.abs(delta), unit)
}

/** A change as a share of the base. */
export function formatRelative(relative: number): string {
  const percent = Math.abs(relative) * 100
  const size = percent < 10 ? short(percent) : formatCount(Math.round(percent))
  return `${relative < 0 ? MINUS : '+'}${size}%`
}

/** What is tolerated: absolute where the base is a share or a score. */
export function formatTolerance({ tolerance, unit }: MetricComparison): string {
  if (tolerance === 0) return 'none'
  if (unit === 'ratio') return `${short(tolerance * 100)} pp`
  return unit === 'score' ? short(tolerance) : `${short(tolerance * 100)}%`
}

const TESTS: Record<Significance['test'], string> = {
  sign: 'sign test',
  fisher: "Fisher's exact test",
  permutation: 'permutation test',
}

/** The name of a test and what it went over. */
export function describeTest({ test, n }: Significance): string {
  return `${TESTS[test] ?? String(test)}, n = ${formatCount(n)}`
}

/** A probability; a very small one is not printed as 0. */
export function formatP(p: number): string {
  if (p < 0.001) return '< 0.001'
  return p >= 0.1 ? p.toFixed(2) : p.toFixed(3)
}

/** At most two digits behind the point, and none that say nothing. */
function short(value: number): string {
  return Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1)).toLocaleString('en-US')
}
