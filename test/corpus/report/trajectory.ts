import type { JsonObject, JsonValue } from '../../../src/core/json.ts'

/** A step of a recorded run: a model call with the whole conversation before it, or a tool. */
export type Step =
  | {
      kind: 'llm'
      url: string
      request: JsonValue
      response: JsonValue
      status: number
      error?: string
    }
  | { kind: 'tool'; name: string; args: JsonValue; result: JsonValue }

/** One run of an agent, as somebody else recorded it. */
export interface Trajectory {
  /** Runs of the same task share it: the first is the recording of the others. */
  task: string
  name: string
  agent: string
  tags: string[]
  variant: string
  steps: Step[]
  output: JsonValue
  passed: boolean
}

/** Reads a conversation in the form of OpenAI's chat: each answer is a call with all that was said before it. */
export function stepsOfChat(messages: readonly JsonObject[], model: string): Step[] {
  const steps: Step[] = []
  const said: JsonObject[] = []
  const calls = new Map<JsonValue, { name: string; args: JsonValue }>()
  for (const message of messages) {
    if (message['role'] === 'assistant') {
      const toolCalls = Array.isArray(message['tool_calls'])
        ? (message['tool_calls'] as JsonObject[])
        : []
      for (const call of toolCalls) {
        const called = call['function'] as JsonObject | undefined
        if (called)
          calls.set(call['id'] ?? null, {
            name: String(called['name']),
            args: parse(called['arguments']),
          })
      }
      steps.push({
        kind: 'llm',
        url: 'https://api.openai.com/v1/chat/completions',
        status: 200,
        request: { model, temperature: 0, messages: said.slice() },
        response: {
          model,
          choices: [
            { index: 0, message, finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop' },
          ],
        },
      })
    } else if (message['role'] === 'tool') {
      const call = calls.get(message['tool_call_id'] ?? null)
      steps.push({
        kind: 'tool',
        name: call?.name ?? String(message['name'] ?? 'tool'),
        args: call?.args ?? null,
        result: parse(message['content']),
      })
    }
    said.push(message)
  }
  return steps
}

function parse(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return value ?? null
  try {
    return JSON.parse(value) as JsonValue
  } catch {
    return value
  }
}
