import type { MetricName } from '../report/comparison-schema.ts'
import { METRICS } from '../comparison/numbers/metrics.ts'

/**
 * A metric's value in words.
 *
 * @example
 * formatMetric('cost', 0.0123) // '$0.0123'
 */
export function formatMetric(metric: MetricName, value: number): string {
  switch (METRICS[metric].unit) {
    case 'usd':
      return `$${digits(value)}`
    case 'ms':
      return `${digits(value)} ms`
    case 'tokens':
      return `${digits(value)} tokens`
    case 'ratio':
      // Never rounded up to 1.
      return String(Math.floor(value * 1000 + 1e-9) / 1000)
    default:
      return digits(value)
  }
}

function digits(value: number): string {
  return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)))
}
