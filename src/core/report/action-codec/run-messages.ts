import type { ModelMessage } from '../../providers/model-call.ts'
import { asModelRequest } from './exchange.ts'
import { readAnswer, readAsked } from './read-action.ts'
import type { ReportAction } from '../action-schema.ts'
import type { Unpack } from '../contents/unpack-contents.ts'

/** Reads the conversation of a run: the messages of its last model call, and the answer. */
export function messagesOf(actions: readonly ReportAction[], unpack: Unpack): ModelMessage[] {
  const last = actions.findLast(({ type }) => type === 'llm')
  if (!last) return []
  const asked = asModelRequest(readAsked(last, unpack))?.messages ?? []
  const answer = readAnswer(last, unpack)
  return answer
    ? [
        ...asked,
        { role: 'assistant', text: answer.text, toolCalls: answer.toolCalls, toolCallId: null },
      ]
    : [...asked]
}
