import {
  rankSteps,
  type JudgedStep,
  type SuspectReason,
} from '../../analysis/attribution/rank-steps.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'

const REASONS: Record<SuspectReason, string> = {
  executes: 'it had something executed',
  result_failed: 'what it asked for failed',
  assumes: 'it assumes what it does not know',
  states_result: 'it states a result without a call',
  early_decision: 'an early decision',
  last_decision: 'the last decision',
}

const MOST = 3

/** Lists the decisions of a run that may have decided its failure, the likeliest first; none where there is but one. */
export function describeSuspects(
  steps: readonly JudgedStep[],
  nameAt: (index: number) => string,
): NonNullable<Diagnosis['suspects']> {
  const decisions = new Set(
    steps.filter(({ kind }) => kind === 'decision').map(({ index }) => index),
  )
  if (decisions.size < 2) return []
  return rankSteps(steps)
    .filter(({ index, reasons }) => decisions.has(index) && reasons.length > 0)
    .slice(0, MOST)
    .map(({ index, reasons }) => ({
      index,
      name: nameAt(index),
      reasons: reasons.map((reason) => REASONS[reason]),
    }))
}
