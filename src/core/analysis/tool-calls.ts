import type { JsonValue } from '../json.ts'
import { stableJson } from '../stable-json.ts'
import type { ToolCallFacts } from './signals.ts'

/** An action that may have called tools; its content is read only where it is needed. */
export interface CallingAction {
  index: number
  type: string
  name: string
  /** The inputs of a tool call. */
  inputs(): JsonValue | undefined
  /** The tools that the answer of a model asks for. */
  wanted(): ReadonlyArray<{ name: string; arguments: JsonValue }>
}

/** Lists the tools that the agent has wrapped; where it has none, those that its models asked for: never both. */
export function toolCallsOf(actions: readonly CallingAction[]): ToolCallFacts[] {
  const tools = actions.filter(({ type }) => type === 'tool')
  if (tools.length > 0)
    return tools.map((tool) => ({
      name: tool.name,
      key: stableJson(tool.inputs() ?? null),
      action: tool.index,
    }))
  return actions
    .filter(({ type }) => type === 'llm')
    .flatMap((action) =>
      action.wanted().map(({ name, arguments: args }) => ({
        name,
        key: stableJson(args ?? null),
        action: action.index,
      })),
    )
}
