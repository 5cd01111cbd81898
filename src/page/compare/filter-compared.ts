import type { Evidence, RunComparison } from '../../core/report/comparison-schema.ts'
import { unreplayedOf } from '../../core/report/unreplayed.ts'
import type { LoadedComparedRun } from '../report/loaded-comparison.ts'
import type { CompareFilters } from '../route/compare-filters.ts'

/** The evidence of a compared run, by the names of the filter. */
export type Ground = Evidence | 'unreplayed' | 'one side'

/** A run of both sides that was not compared counts as not replayed: the behaviour of head is unknown. */
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
