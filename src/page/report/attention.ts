import type { RunReport } from '../../core/report/schema.ts'

/** The reasons for which a run needs attention; empty where it needs none. */
export function attentionReasons(run: RunReport): string[] {
  const reasons: string[] = []
  if (run.status !== 'passed')
    reasons.push(run.expectedToFail ? `${run.status}, as expected` : run.status)
  if (run.verified === false) reasons.push('its recording does not replay')
  if (run.receipt.blocked > 0) reasons.push(count(run.receipt.blocked, 'blocked call'))
  const causes = run.divergences.filter((divergence) => divergence.firstCause).length
  if (causes > 0) reasons.push(count(causes, 'first cause'))
  else if (run.matchRate !== null && run.matchRate < 1) reasons.push('match rate below 100%')
  return reasons
}

function count(amount: number, one: string): string {
  return `${amount} ${one}${amount === 1 ? '' : 's'}`
}
