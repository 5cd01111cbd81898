import type { MetricName } from '../report/comparison-enums.ts'

/** Metrics that a release has over the positions of all its replays: in a row they are means over its runs. */
const BY_POSITIONS = new Set<MetricName>(['match_rate', 'determinism'])

/**
 * Names the metric of a row: a mean over runs is called so where the release has another value of that name.
 *
 * @example
 * nameRowMetric('match_rate', 'match rate') // 'mean match rate'
 */
export function nameRowMetric(metric: MetricName, name: string): string {
  return BY_POSITIONS.has(metric) ? `mean ${name}` : name
}
