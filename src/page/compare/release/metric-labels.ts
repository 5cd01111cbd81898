import type { MetricComparison } from '../../../core/report/comparison-schema.ts'

/** The headings of metrics. */
export const METRIC_LABELS: Record<MetricComparison['metric'], string> = {
  success_rate: 'Success rate',
  error_rate: 'Error rate',
  tool_error_rate: 'Tool error rate',
  repeated_tool_calls: 'Repeated tool calls',
  latency_p95: 'Latency, p95',
  duration: 'Duration',
  cost: 'Cost a run',
  tokens: 'Tokens a run',
  actions: 'Actions a run',
  match_rate: 'Mean match rate',
  determinism: 'Mean determinism',
}
