import type {
  ComparedRun,
  ComparisonFacts,
  ConcludedMetric,
} from '../../report/comparison-facts.ts'
import type { Comparison, MetricComparison, RunComparison } from '../../report/comparison-schema.ts'
import { describeConclusion } from './describe-conclusion.ts'
import { describeHypothesis } from './describe-hypothesis.ts'
import { describeComparedWith, describeReason } from './describe-reason.ts'

/** Adds the words to a comparison; it has no gate and no history yet. */
export function describeComparison(facts: ComparisonFacts): Comparison {
  const { numbers, critical, segments } = facts
  const tables = {
    numbers: { ...numbers, metrics: describeMetrics(numbers.metrics) },
    critical: critical && { ...critical, metrics: describeMetrics(critical.metrics) },
    segments: segments.map((segment) => ({
      ...segment,
      metrics: describeMetrics(segment.metrics),
    })),
  }
  return {
    ...facts,
    ...tables,
    runs: facts.runs.map(describeRun),
    hypotheses: facts.hypotheses.map((hypothesis) => describeHypothesis(hypothesis, tables)),
    gate: null,
    history: [],
  }
}

/** Adds the words to a compared run. */
export function describeRun(run: ComparedRun): RunComparison {
  return {
    ...run,
    reasons: run.reasonCodes.map((reason) => describeReason(reason, run)),
    basis: describeComparedWith(run.comparedWith),
    metrics: describeMetrics(run.metrics),
  }
}

/** Adds the words to the rows of a table. */
export function describeMetrics(metrics: readonly ConcludedMetric[]): MetricComparison[] {
  return metrics.map((row) => ({ ...row, note: describeConclusion(row) }))
}
