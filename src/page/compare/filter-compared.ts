import type { ComparedRun } from '../report/loaded-comparison.ts'
import type { CompareFilters } from '../route/compare-filters.ts'

/** The compared runs that pass the filters, in their order. */
export function filterCompared(
  runs: readonly ComparedRun[],
  { text, verdict, agent, evidence }: CompareFilters,
): ComparedRun[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const named = agent.toLowerCase()
  return runs.filter(
    (compared) =>
      (verdict === '' || compared.run.verdict === verdict) &&
      (evidence === '' || (compared.run.evidence ?? 'none') === evidence) &&
      (named === '' || (compared.run.agent ?? '').toLowerCase().includes(named)) &&
      words.every((word) => compared.text.includes(word)),
  )
}
