import type { JudgedStep } from '../../analysis/attribution/rank-steps.ts'
import type { ReportAction } from '../action-schema.ts'
import { hasFailedAction } from '../failed-action.ts'
import type { Unpack } from '../contents/unpack-contents.ts'
import { readAnswer } from './read-action.ts'

/** Reads the decisions of a run and their results: its model calls, and what they had executed. */
export function readSteps(actions: readonly ReportAction[], unpack: Unpack): JudgedStep[] {
  return actions.flatMap((action): JudgedStep[] => {
    if (action.type === 'step') return []
    const { index } = action
    const answer = action.type === 'llm' ? readAnswer(action, unpack) : null
    if (answer) {
      const calls = answer.toolCalls.map(
        ({ name, arguments: args }) => `${name}(${JSON.stringify(args)})`,
      )
      const executes = calls.length > 0 || answer.text.includes('```')
      return [{ index, kind: 'decision', executes, text: [answer.text, ...calls].join('\n') }]
    }
    return [{ index, kind: 'result', executes: false, text: describeResult(action) }]
  })
}

/** The failure of a call; of one that ended well, nothing is looked for in what it gave. */
function describeResult(action: ReportAction): string {
  if (!hasFailedAction(action)) return ''
  const { error, status } = action
  return error ? `Error: ${error.name}: ${error.message}` : `status ${status}`
}
