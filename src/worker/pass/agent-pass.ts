import type { PassLedger } from './pass-ledger.ts'
import type { PassOutcome } from './pass-outcome.ts'

/** The result of one pass over the agent. */
export interface AgentPass {
  ledger: PassLedger
  outcome: PassOutcome
  /** Calls that were blocked, and known to be, before the agent came to its end. */
  blockedBeforeEnd: number
  /** The names of the runs that were open at the same time. */
  beside: readonly string[]
  /** Milliseconds. */
  duration: number
  /** Its start and its end on the real clock, in milliseconds since 1970. */
  startedAt: number
  endedAt: number
}
