import type { JsonValue } from '../json.ts'
import { stableJson } from '../stable-json.ts'

/** A call of a tool; `key` is equal for equal inputs. */
export interface ToolCallFacts {
  name: string
  key: string
  /** The action that made the call. */
  action: number
}

/** Calls of one tool with equal inputs. */
export interface RepeatedCall {
  name: string
  count: number
  actions: number[]
}

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

/** Lists the calls that were made more than once, the most frequent first. */
export function repeatedCalls(calls: readonly ToolCallFacts[]): RepeatedCall[] {
  const groups = new Map<string, RepeatedCall>()
  for (const { name, key, action } of calls) {
    const call = JSON.stringify([name, key])
    const group = groups.get(call)
    if (group) {
      group.count++
      group.actions.push(action)
    } else groups.set(call, { name, count: 1, actions: [action] })
  }
  return [...groups.values()].filter((group) => group.count > 1).sort((a, b) => b.count - a.count)
}
