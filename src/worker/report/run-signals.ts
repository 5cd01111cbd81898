import { signalsOf, type RunSignals, type ToolCallFacts } from '../../core/analysis/signals.ts'
import { isJsonObject } from '../../core/json.ts'
import { createUnpacker } from '../../core/report/contents.ts'
import type { ErrorFacts, ReportAction } from '../../core/report/action-schema.ts'
import { stableJson } from '../../core/stable-json.ts'
import type { ReportContents } from '../../core/report/action-codec/pack-parts.ts'

/** Draws the signals of a run. */
export function runSignals(
  actions: readonly ReportAction[],
  contents: ReportContents,
  end: { error: ErrorFacts | null } | null,
): RunSignals {
  const spans = actions.map((action) => ({ ...action, blocked: action.outcome === 'blocked' }))
  return signalsOf({ spans, toolCalls: toolCalls(actions, contents), end })
}

/** The tools that the agent has wrapped; where it has none, those that its models asked for. */
function toolCalls(actions: readonly ReportAction[], contents: ReportContents): ToolCallFacts[] {
  const tools = actions.filter((action) => action.type === 'tool')
  if (tools.length > 0) {
    return tools.map(({ index, name, asked, inputs }) => ({
      name,
      key: stableJson(asked ?? inputs ?? null),
      action: index,
    }))
  }
  const unpack = createUnpacker(contents.all)
  return actions.flatMap(({ index, answer }) => {
    const read = answer === undefined ? undefined : unpack(answer)
    const calls = isJsonObject(read) && Array.isArray(read['toolCalls']) ? read['toolCalls'] : []
    return calls.filter(isJsonObject).map((call) => ({
      name: String(call['name']),
      key: stableJson(call['arguments'] ?? null),
      action: index,
    }))
  })
}
