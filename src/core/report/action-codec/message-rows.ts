import type { JsonValue } from '../../json.ts'
import type { ModelMessage } from '../../providers/model-call.ts'
import { createUnpacker } from '../contents/unpack-contents.ts'
import { identify } from '../export-rows.ts'
import type { ReplayReport } from '../schema.ts'
import { messagesOf } from './run-messages.ts'

/**
 * The conversations of a report's runs, a row each, with messages in the form of OpenAI's chat API: for sets of examples. Runs
 * without a model call have none.
 */
export function* messageRows(report: ReplayReport): Generator<Record<string, JsonValue>> {
  const unpack = createUnpacker(report.contents)
  for (const run of report.runs) {
    const messages = messagesOf(run.actions, unpack)
    if (messages.length === 0) continue
    const scores = run.scores?.map(({ name, value }) => [name, value] as const) ?? []
    yield {
      ...identify(run),
      traceId: run.traceId ?? null,
      agent: run.agent,
      status: run.status,
      model: run.actions.findLast(({ type }) => type === 'llm')?.model ?? null,
      scores: Object.fromEntries(scores),
      messages: messages.map(chatMessage),
    }
  }
}

function chatMessage({ role, text, toolCalls, toolCallId }: ModelMessage): JsonValue {
  const calls = toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }))
  return {
    role,
    content: text === '' && calls.length > 0 ? null : text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...(toolCallId === null ? {} : { tool_call_id: toolCallId }),
  }
}
