import type { Json, Script } from '../../../fixtures/projects/trajectories/script.ts'
import { type Matchable, operationOf } from '../../../src/core/matching/matchable.ts'

/** An action of a conversation as it was recorded. */
export interface TrialAction {
  index: number
  type: 'llm' | 'tool'
  name: string
  operation: string
  asked: Matchable
  output: Json
}

const HOST = 'https://api.openai.com'

/** Lists what was done in a conversation: its model calls, each with all that came before, and its tools. */
export function trialActions({ requests, list, opening, turns }: Script): Array<TrialAction> {
  const conversation = [...opening]
  const actions: Array<TrialAction> = []
  const add = (action: Omit<TrialAction, 'index'>) =>
    actions.push({ index: actions.length, ...action })
  for (const turn of turns) {
    const { path, body } = requests[turn.request]!
    const url = HOST + path
    add({
      type: 'llm',
      name: `chat ${String(body['model'])}`,
      operation: operationOf('POST', url),
      asked: { method: 'POST', url, headers: [], body: { ...body, [list]: [...conversation] } },
      output: turn.reply,
    })
    for (const { name, args, value } of turn.tools) {
      const operation = `tool ${name}`
      const asked = { method: 'CALL', url: operation, headers: [], body: [args] }
      add({ type: 'tool', name, operation, asked, output: value })
    }
    conversation.push(...turn.reply, ...turn.results, ...turn.said)
  }
  return actions
}
