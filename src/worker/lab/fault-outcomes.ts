import type { FaultOutcome, FaultVerdict } from '../../core/faults/fault.ts'
import { judgeOutcomes, type JudgedOutcomes } from '../../core/words/render-fault-outcomes.ts'

/**
 * The outcomes of faults, and of what is left of them after `filter()`.
 *
 * @note They carry their judgement along, so that the setup file, which every test file has, need not load it.
 */
export class FaultOutcomes extends Array<FaultOutcome> {
  judge(accept?: readonly FaultVerdict[]): JudgedOutcomes {
    return judgeOutcomes(this, accept)
  }
}
