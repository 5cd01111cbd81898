import type { MetricFacts } from '../../report/comparison-facts.ts'
import type { MetricName } from '../../report/comparison-schema.ts'

/** Metrics by what they weigh: how runs end, how they get there, and what that takes. */
const RANKS: ReadonlyArray<readonly MetricName[]> = [
  ['success_rate', 'error_rate'],
  ['tool_error_rate', 'repeated_tool_calls', 'match_rate', 'determinism'],
  ['latency_p95', 'duration', 'cost', 'tokens'],
]

const OUTCOMES = new Set<MetricName>(['success_rate', 'error_rate', 'tool_error_rate'])

type Row = Pick<MetricFacts, 'metric' | 'better' | 'delta' | 'verdict'>

/** The weighed rows of a table; the verdict is `null` where none is significant, or where they decide nothing. */
export interface Weighed {
  verdict: 'regressed' | 'improved' | null
  regressed: MetricName[]
  improved: MetricName[]
}

/**
 * Weighs the rows of a table against each other. The highest rank with a significant row decides, and in one rank the worse
 * before the better: runs that succeed now and cost more have improved, runs that fail now and cost less have regressed.
 *
 * Nothing is an improvement while fewer runs succeed or more fail, significant or not.
 */
export function weighMetrics(rows: readonly Row[]): Weighed {
  const named = (verdict: Row['verdict']) =>
    rows.filter((row) => row.verdict === verdict).map(({ metric }) => metric)
  const [regressed, improved] = [named('regressed'), named('improved')]
  const rank = RANKS.find((metrics) =>
    metrics.some((metric) => regressed.includes(metric) || improved.includes(metric)),
  )
  const isWorse = rank?.some((metric) => regressed.includes(metric)) ?? false
  const isBetter = rank !== undefined && !isWorse && !rows.some(isWorseOutcome)
  return { verdict: isWorse ? 'regressed' : isBetter ? 'improved' : null, regressed, improved }
}

function isWorseOutcome({ metric, better, delta }: Row): boolean {
  if (!OUTCOMES.has(metric) || delta === null) return false
  return better === 'higher' ? delta < 0 : delta > 0
}
