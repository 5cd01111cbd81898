import type { Divergence } from '../../divergence/schema.ts'
import type { Evidence, Verdict } from '../../report/comparison-schema.ts'
import type { PerformedRun } from '../runs/performed-run.ts'

/** What a pair of runs was found to be. */
export interface Judgement {
  verdict: Verdict
  reasons: string[]
  evidence: Evidence | null
  /** What was held against what, in words. */
  basis: string
  positions: number
  divergences: readonly Divergence[]
  /** The two that were held against each other, where they are not the same in all. */
  differing: { base: PerformedRun; head: PerformedRun } | null
  /** Why nothing is known of what the head's code does. */
  unreplayed: 'same_recording' | 'no_recording' | 'left_out' | null
}

/** Why a recording of the head is no evidence of what its code does now. */
export const NOT_RUN =
  'the report of the head says nothing of it: its test was not run with the others'

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
