import type { MetricComparison } from '../../../core/report/comparison-schema.ts'
import { renderMetricName } from './metric-cells.ts'

/** Metrics with a value on at least one side, and the names of the others, grouped by reason. */
export interface KnownMetrics {
  known: MetricComparison[]
  unknown: Array<{ names: string[]; note: string }>
}

/** Separates metrics that are unknown on both sides: they are named once for each reason, without a row in the table. */
export function splitKnown(metrics: readonly MetricComparison[]): KnownMetrics {
  const groups = new Map<string, string[]>()
  for (const metric of metrics) {
    if (isKnown(metric)) continue
    const note = metric.note ?? 'not known'
    groups.set(note, [...(groups.get(note) ?? []), renderMetricName(metric)])
  }
  return {
    known: metrics.filter(isKnown),
    unknown: [...groups].map(([note, names]) => ({ names, note })),
  }
}

function isKnown({ base, head }: MetricComparison): boolean {
  return base !== null || head !== null
}
