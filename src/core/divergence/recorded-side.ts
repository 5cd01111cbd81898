import { bodyContent } from '../cassette/body.ts'
import type { RecordedAction } from '../cassette/schema.ts'
import type { JsonValue } from '../json.ts'
import { valueJson } from '../matching/asked-of.ts'
import type { Matchable } from '../matching/matchable.ts'
import { readModelRequest, readModelResponse } from '../providers/index.ts'
import type { RecordedSide } from './sides.ts'

/**
 * A recorded action as one side of a comparison.
 *
 * @param asked Reads the request; only called where something diverged.
 */
export function recordedSide(
  action: RecordedAction,
  operation: string,
  asked: () => Matchable,
): RecordedSide {
  const { index, type, name, parent, start, duration, timeToHeadersMs } = action
  return {
    index,
    type,
    name,
    parent,
    start,
    duration,
    timeToHeadersMs,
    operation,
    get asked() {
      return asked()
    },
    get output() {
      return givenBack(action)
    },
  }
}

/**
 * The result of an action: a tool's output, a model's answer, a response's content, or the error.
 */
export function givenBack(action: RecordedAction): JsonValue | undefined {
  if (action.error) return `${action.error.name}: ${action.error.message}`
  if (action.outputs) return valueJson(action.outputs)
  if (!action.response) return undefined
  const { request, response } = action
  const content = bodyContent(response.body)
  if (!content) return response.status
  const asked = bodyContent(request?.body)
  const model =
    request && asked && 'json' in asked ? readModelRequest({ ...request, body: asked.json }) : null
  const said = model && readModelResponse(model, { status: response.status, body: content })
  if (said)
    return {
      text: said.text,
      toolCalls: said.toolCalls.map(({ id, name, arguments: args }) => ({
        id,
        name,
        arguments: args,
      })),
    }
  return 'json' in content ? content.json : content.events.map(({ data }) => data)
}
