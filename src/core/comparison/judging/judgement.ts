import type { Divergence } from '../../divergence/schema.ts'
import type { ComparedWith, Reason } from '../../report/comparison-codes.ts'
import type { Evidence, Verdict } from '../../report/comparison-schema.ts'
import type { PerformedRun } from '../runs/performed-run.ts'

/** The verdict on a pair of runs, with its reasons. */
export interface Judgement {
  verdict: Verdict
  reasons: Reason[]
  evidence: Evidence | null
  comparedWith: ComparedWith
  positions: number
  divergences: readonly Divergence[]
  /** The two that were compared, unless they are identical. */
  differing: { base: PerformedRun; head: PerformedRun } | null
  /** The reason for which the behaviour of the head's code is not known. */
  unreplayed: 'same_recording' | 'no_recording' | 'left_out' | null
}
