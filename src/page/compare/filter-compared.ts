import type { Evidence, RunComparison } from '../../core/report/comparison-schema.ts'
import { unreplayedOf } from '../../core/report/unreplayed.ts'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import type { CompareFilters } from '../route/compare-filters.ts'

/** What a compared run stands on, in the words of the filter. */
export type Ground = Evidence | 'unreplayed' | 'one side'

/** Where both sides have a run and nothing holds them against each other, nobody knows what head does. */
export function groundOf(run: RunComparison): Ground {
  if (unreplayedOf(run) !== null) return 'unreplayed'
  return run.evidence ?? 'one side'
}

/** The compared runs that pass the filters, in their order. */
export function filterCompared(
  runs: readonly LoadedComparedRun[],
  { text, verdict, agent, evidence }: CompareFilters,
): LoadedComparedRun[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const named = agent.toLowerCase()
  return runs.filter(
    (compared) =>
      (verdict === '' || compared.run.verdict === verdict) &&
      (evidence === '' || groundOf(compared.run) === evidence) &&
      (named === '' || (compared.run.agent ?? '').toLowerCase().includes(named)) &&
      words.every((word) => compared.text.includes(word)),
  )
}
