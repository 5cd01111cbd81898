import type { AgentPass } from '../pass/agent-pass.ts'
import { movedInPass } from '../pass/readings/moved-in-pass.ts'
import type { JudgedPass } from '../report/judge-pass.ts'

/**
 * Marks the places of a journal whose readings stood in one another's place when the recording was verified: which of them comes first is
 * not the agent's doing.
 *
 * @param replayed The pass that verified it, whose journal is that of the recording.
 */
export function markMovingPlaces(
  { ledger }: AgentPass,
  { volatileEnd }: Pick<JudgedPass, 'volatileEnd'>,
): void {
  const values = [...ledger.actions.flatMap(({ volatile }) => volatile), ...volatileEnd]
  for (const { places } of movedInPass(ledger.options, values))
    for (const { site } of places) site.moves = true
}
