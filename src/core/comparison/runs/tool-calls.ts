import type { ToolCallFacts } from '../../analysis/signals.ts'
import { isJsonObject } from '../../json.ts'
import { stableJson } from '../../stable-json.ts'
import type { PerformedAction } from './performed-run.ts'

/** The tools that the agent has wrapped; where it has none, those that its models asked for: never both. */
export function toolCallsOf(actions: readonly PerformedAction[]): ToolCallFacts[] {
  const tools = actions.filter(({ type }) => type === 'tool')
  if (tools.length > 0)
    return tools.map(({ name, asked, index }) => ({
      name,
      key: stableJson(asked?.body ?? null),
      action: index,
    }))
  return actions.flatMap(({ index, type, output }) => {
    if (type !== 'llm' || !isJsonObject(output)) return []
    const calls = Array.isArray(output['toolCalls']) ? output['toolCalls'] : []
    return calls.filter(isJsonObject).map((call) => ({
      name: String(call['name']),
      key: stableJson(call['arguments'] ?? null),
      action: index,
    }))
  })
}
