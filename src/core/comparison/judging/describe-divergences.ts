import type { Divergence } from '../../divergence/schema.ts'
import { describePlacedCause } from '../../words/causes.ts'

const MAX_CAUSES = 3

/** Describes the first causes of a difference between two releases, in a clause each. */
export function describeDivergences(divergences: readonly Divergence[]): string[] {
  const first = divergences.filter(({ firstCause }) => firstCause)
  const described = first
    .slice(0, MAX_CAUSES)
    .map((divergence) => describePlacedCause(divergence, 'releases'))
  const more = first.length - described.length
  return more > 0
    ? [...described, `and ${more} more first ${more === 1 ? 'cause' : 'causes'}`]
    : described
}
