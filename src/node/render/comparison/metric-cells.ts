import type {
  MetricComparison,
  Significance,
  StopReasonCounts,
} from '../../../core/report/comparison-schema.ts'
import type { PassComparison } from '../../../core/report/passes-schema.ts'
import {
  describeTest,
  formatDelta,
  formatMetric,
  formatP,
  formatRelative,
} from '../../../core/words/format-metric.ts'
import { nameRowMetric } from '../../../core/words/metric-names.ts'
import { plural } from '../../../core/words/plural.ts'

/** Prints by how much a metric changed, relative to the base too where that adds something. */
export function renderDelta({ delta, relative, unit }: MetricComparison): string {
  if (delta === null) return 'unknown'
  const isAbsolute = relative === null || unit === 'ratio' || unit === 'score'
  return `${formatDelta(delta, unit)}${isAbsolute ? '' : ` (${formatRelative(relative)})`}`
}

/** Prints the 95 % interval of the delta; nothing where there are too few runs for one. */
export function renderInterval({ interval, unit }: MetricComparison): string {
  if (interval === null) return ''
  return `${formatDelta(interval[0], unit)} to ${formatDelta(interval[1], unit)}`
}

/** Prints the corrected p value of a test of significance, and the test. */
export function renderP(significance: Significance | null): string {
  if (significance === null) return ''
  const p = formatP(significance.adjustedP)
  return `p ${p.startsWith('<') ? p : `= ${p}`} (${describeTest(significance)})`
}

/** Describes what a number is based on. */
export function renderBasis({ basis }: MetricComparison): string {
  const what =
    basis.evidence === 'replay' ? 'replays' : basis.evidence === 'takes' ? 'takes' : 'recordings'
  const both = `${basis.baseRuns} against ${plural(basis.headRuns, 'run')}`
  return basis.pairs > 0 ? `${plural(basis.pairs, 'pair')} of ${what}` : `${what}, ${both}`
}

export function renderMetricVerdict({ verdict }: MetricComparison): string {
  return verdict === 'not_evidence' ? 'not evidence' : verdict
}

export function renderMetricName({ metric }: MetricComparison): string {
  return nameRowMetric(metric, metric.replaceAll('_', ' '))
}

/** Prints how dependable both releases are: one line for each k. */
export function renderPasses(passes: readonly PassComparison[] = []): string[] {
  return passes.map(({ k, runs, base, head }) => {
    const [from, to] = [base, head].map(({ value, interval }) => {
      const range = interval?.map((end) => formatMetric(end, 'ratio')).join(' to ')
      return `${formatMetric(value, 'ratio')}${range === undefined ? '' : ` (${range})`}`
    })
    return `pass^${k}: ${from} -> ${to}, ${plural(runs, 'run')}`
  })
}

/** Counts runs by stop reason, base against head; `null` where both sides are the same. */
export function renderStopReasons(reasons: StopReasonCounts): Array<[string, string]> | null {
  const names = [...new Set([...Object.keys(reasons.base), ...Object.keys(reasons.head)])]
  const of = (counts: Record<string, number>, name: string) =>
    Object.hasOwn(counts, name) ? counts[name]! : 0
  const rows = names
    .map((name) => ({ name, base: of(reasons.base, name), head: of(reasons.head, name) }))
    .sort((a, b) => Math.abs(b.head - b.base) - Math.abs(a.head - a.base))
  if (rows.every(({ base, head }) => base === head)) return null
  return rows.map(({ name, base, head }) => [name, `${base} -> ${head}`])
}
