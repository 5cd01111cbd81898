import { bodyContent } from '../../cassette/body.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import type { ModelRequest } from '../../providers/model-call.ts'
import { readModelRequest } from '../../providers/read-model-call.ts'
import { isBody } from './body-field.ts'
import type { AnswerContent, RequestContent, ResponseContent } from './content.ts'

/** The value as a request; `null` where it has another form. */
export function asRequest(value: JsonValue | undefined): RequestContent | null {
  const fits =
    isJsonObject(value) &&
    typeof value['url'] === 'string' &&
    typeof value['method'] === 'string' &&
    isHeaderList(value['headers']) &&
    (value['body'] === undefined || isBody(value['body']))
  return fits ? (value as unknown as RequestContent) : null
}

/** The value as a response; `null` where it has another form. */
export function asResponse(value: JsonValue | undefined): ResponseContent | null {
  const fits =
    isJsonObject(value) &&
    typeof value['status'] === 'number' &&
    typeof value['end'] === 'string' &&
    isHeaderList(value['headers']) &&
    (value['body'] === undefined || isBody(value['body']))
  return fits ? (value as unknown as ResponseContent) : null
}

/** The value as an answer of a model; `null` where it has another form. */
export function asAnswer(value: JsonValue | undefined): AnswerContent | null {
  const fits =
    isJsonObject(value) &&
    typeof value['text'] === 'string' &&
    Array.isArray(value['toolCalls']) &&
    value['toolCalls'].every((call) => isJsonObject(call) && typeof call['name'] === 'string')
  return fits ? (value as unknown as AnswerContent) : null
}

/** Reads what a request asks of a model; `null` where it is no model call. */
export function asModelRequest(value: JsonValue | undefined): ModelRequest | null {
  const request = asRequest(value)
  const body = bodyContent(request?.body)
  if (!request || !body || !('json' in body)) return null
  return readModelRequest({ ...request, body: body.json })
}

function isHeaderList(value: JsonValue | undefined): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (pair) => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string',
    )
  )
}
