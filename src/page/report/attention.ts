import type { RunReport } from '../../core/report/schema.ts'
import { plural } from '../../core/words/plural.ts'

/** The reasons for which a run needs attention; empty where it needs none. */
export function attentionReasons(run: RunReport): string[] {
  const reasons: string[] = []
  if (run.status !== 'passed')
    reasons.push(run.expectedToFail ? `${run.status}, as expected` : run.status)
  if (run.verified === false) reasons.push('its recording does not replay')
  if (run.receipt.blocked > 0) reasons.push(plural(run.receipt.blocked, 'blocked call'))
  const causes = run.divergences.filter((divergence) => divergence.firstCause).length
  if (causes > 0) reasons.push(plural(causes, 'first cause'))
  else if (run.matchRate !== null && run.matchRate < 1) reasons.push('match rate below 1')
  return reasons
}
