import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import { readModelAnswer } from '../../providers/index.ts'
import { comparePaths, type PathDifference } from './json-paths.ts'

/**
 * Compares what a model that was asked again said with what it had said: its text and the calls that it asked for. Their ids, the
 * usage and the time are others in every answer.
 */
export function compareModelAnswers(
  recorded: RecordedAction,
  fresh: RecordedAction,
): PathDifference[] {
  const [before, now] = [answerOf(recorded), answerOf(fresh)]
  return before && now ? comparePaths(before, now, 'answer') : []
}

function answerOf({ request, response }: RecordedAction) {
  const body = bodyContent(response?.body)
  const answer = body && readModelAnswer(request?.url ?? '', { status: response!.status, body })
  if (!answer) return null
  const calls = answer.toolCalls.map((call) => ({ name: call.name, arguments: call.arguments }))
  return { text: answer.text, ...(calls.length > 0 ? { calls } : {}) }
}
