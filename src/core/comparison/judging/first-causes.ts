import type { Divergence } from '../../divergence/schema.ts'
import type { Reason } from '../../report/comparison-codes.ts'

const MAX_CAUSES = 3

/** Lists the first causes of a difference as reasons: a few of them, and the number of the others. */
export function firstCauses(divergences: readonly Divergence[]): Reason[] {
  const first = divergences.filter(({ firstCause }) => firstCause)
  const reasons = first
    .slice(0, MAX_CAUSES)
    .map(({ index }): Reason => ({ code: 'first_cause', index }))
  const more = first.length - reasons.length
  return more > 0 ? [...reasons, { code: 'more_first_causes', count: more }] : reasons
}
