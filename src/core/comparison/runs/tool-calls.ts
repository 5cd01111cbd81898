import type { ToolCallFacts } from '../../analysis/tool-calls.ts'
import { toolCallsOf as callsOf } from '../../analysis/tool-calls.ts'
import { asAnswer } from '../../report/action-codec/exchange.ts'
import type { PerformedAction } from './performed-run.ts'

/** Lists the tools that an execution called; see `toolCallsOf` of the analysis. */
export function performedToolCalls(actions: readonly PerformedAction[]): ToolCallFacts[] {
  return callsOf(
    actions.map((action) => ({
      index: action.index,
      type: action.type,
      name: action.name,
      inputs: () => action.asked?.body,
      wanted: () => asAnswer(action.output)?.toolCalls ?? [],
    })),
  )
}
