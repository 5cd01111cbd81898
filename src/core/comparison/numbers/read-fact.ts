import type { MetricName, RunFacts } from '../../report/comparison-schema.ts'

/** A metric of one run: `undefined` where it is not known, `null` where the run has nothing to measure it by. */
export function readFact(facts: RunFacts, metric: MetricName): number | null | undefined {
  switch (metric) {
    case 'success_rate':
      return facts.status === null ? undefined : Number(facts.status === 'passed')
    case 'error_rate':
      return facts.errorRate
    case 'tool_error_rate':
      return facts.toolCalls === 0 ? null : facts.toolErrors / facts.toolCalls
    case 'repeated_tool_calls':
      return facts.repeatedToolCalls
    case 'latency_p95':
    case 'duration':
      return facts.durationMs ?? undefined
    case 'cost':
      return facts.costUsd ?? undefined
    case 'tokens':
      return facts.tokens ?? undefined
    case 'actions':
      return facts.actions
    case 'match_rate':
      return facts.matchRate ?? undefined
    case 'determinism':
      return facts.determinism ?? undefined
  }
}
