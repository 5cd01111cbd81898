import type { MetricComparison } from '../../../core/report/comparison-schema.ts'
import { renderMetricName } from './metric-cells.ts'

/** Metrics of which a side tells something, and those of which nobody does, by why. */
export interface KnownMetrics {
  known: MetricComparison[]
  unknown: Array<{ names: string[]; note: string }>
}

/** Keeps what nothing is known of out of the table: it is named, once for each reason. */
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
