import type { ModelMessage } from '../../../core/providers/model-call.ts'
import type { ReportAction } from '../../../core/report/action-schema.ts'
import { asModelRequest } from '../../../core/report/action-codec/exchange.ts'
import { readAnswer, readAsked } from '../../../core/report/action-codec/read-action.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { reasoningOf } from './model-answer.tsx'

/** A message of a conversation, with the action that brought it. */
export interface ShownTurn {
  action: ReportAction
  message: ModelMessage
  /** `true` for the answer of this action's model, not a message of its request. */
  answered: boolean
  reasoning: string
}

/**
 * The conversation of a run: each model call adds the messages that no earlier call had, and its
 * answer.
 *
 * @note A message that occurs twice counts twice: new messages are found by how often a request
 * contains them.
 */
export function readConversation(loaded: LoadedRun): ShownTurn[] {
  const turns: ShownTurn[] = []
  const seen = new Map<string, number>()
  for (const action of loaded.run.actions) {
    if (action.type !== 'llm') continue
    const asked = readAsked(action, loaded.source.unpack)
    const here = new Map<string, number>()
    for (const message of asModelRequest(asked)?.messages ?? []) {
      const key = keyOf(message)
      const times = (here.get(key) ?? 0) + 1
      here.set(key, times)
      if (times <= (seen.get(key) ?? 0)) continue
      seen.set(key, times)
      turns.push({ action, message, answered: false, reasoning: '' })
    }
    const answer = readAnswer(action, loaded.source.unpack)
    if (answer) {
      const message: ModelMessage = { role: 'assistant', ...answer, toolCallId: null }
      const key = keyOf(message)
      seen.set(key, Math.max((here.get(key) ?? 0) + 1, seen.get(key) ?? 0))
      turns.push({ action, message, answered: true, reasoning: reasoningOf(loaded, action) })
    }
  }
  return turns
}

function keyOf({ role, text, toolCalls, toolCallId }: ModelMessage): string {
  return JSON.stringify([
    role,
    text.trim(),
    toolCalls.map(({ name, arguments: given }) => [name, given]),
    toolCallId,
  ])
}
