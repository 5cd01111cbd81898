import { ActiveRun } from './active-run.ts'

/** What one pass over the agent gave. */
export interface AgentPass {
  run: ActiveRun
  outcome: { output: unknown } | { error: unknown }
  /** How many calls were blocked when the agent came to its end. */
  blockedBeforeEnd: number
  duration: number
}
