import { isPage } from '../../analysis/failure/said-by-service.ts'
import type { ResultFacts } from '../../analysis/suspicious-results.ts'
import { bodyContent } from '../../cassette/body.ts'
import type { JsonValue } from '../../json.ts'
import type { ReportAction } from '../action-schema.ts'
import { hasFailedAction } from '../failed-action.ts'
import type { Unpack } from '../contents/unpack-contents.ts'
import { performedContent, readAnswer } from './read-action.ts'

/** Lists the calls of a run that ended well, with what came of them. */
export function readResults(actions: readonly ReportAction[], unpack: Unpack): ResultFacts[] {
  return actions
    .filter((action) => action.type !== 'step' && !hasFailedAction(action))
    .map((action) => ({
      index: action.index,
      name: action.name,
      result: () => resultOf(action, unpack),
      page: () => readPage(action, unpack),
    }))
}

/** Reads the page that came in the place of a model's answer; `null` where none did. */
export function readPage(action: ReportAction, unpack: Unpack): string | null {
  if (action.type !== 'llm' || (action.status ?? 0) >= 400 || readAnswer(action, unpack))
    return null
  const text = readText(action, unpack)
  return text !== null && isPage(text) ? text : null
}

/** Reads an answer that is text, and neither JSON nor a stream; `null` for any other. */
export function readText(action: ReportAction, unpack: Unpack): string | null {
  const content = bodyContent(performedContent(action, unpack).response?.body)
  return content && 'json' in content && typeof content.json === 'string' ? content.json : null
}

/** The last result of each name. */
export function lastResultsOf(
  actions: readonly ReportAction[],
  unpack: Unpack,
): Map<string, JsonValue> {
  const results = readResults(actions, unpack).map(({ name, result }) => [name, result()] as const)
  return new Map(results.filter((one): one is [string, JsonValue] => one[1] !== undefined))
}

/** Of a model, its text where it called no tool: the form of its answer is the provider's. */
function resultOf(action: ReportAction, unpack: Unpack): JsonValue | undefined {
  if (action.type === 'llm') {
    const answer = readAnswer(action, unpack)
    return answer && answer.toolCalls.length === 0 ? answer.text : undefined
  }
  const { response, outputs } = performedContent(action, unpack)
  if (action.type === 'process' || action.type === 'websocket') return undefined
  // A request that changes something often has an answer without a body.
  if (!response) return outputs?.json
  const content = bodyContent(response.body)
  return content && 'json' in content ? content.json : undefined
}
