import { bodyContent } from '../../core/cassette/body.ts'
import type { Body } from '../../core/cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import type { ModelBody, ModelRequest } from '../../core/providers/model-call.ts'
import { readModelRequest } from '../../core/providers/read-model-call.ts'
import type {
  AnswerContent,
  RequestContent,
  ResponseContent,
} from '../../core/report/action-codec/content.ts'
import type { ReportAction } from '../../core/report/action-schema.ts'
import type { RunSource } from './loaded-run.ts'

/** A stored part of an action's request or result. */
export type Part = 'inputs' | 'outputs' | 'asked' | 'returned'

/** The unpacked value of a part; `undefined` where there is none. */
export function partOf(
  source: RunSource,
  action: Partial<Pick<ReportAction, Part>>,
  part: Part,
): JsonValue | undefined {
  const packed = action[part]
  return packed === undefined ? undefined : source.unpack(packed)
}

/** The value as a request; `null` where it has another form. */
export function asRequest(value: JsonValue | undefined): RequestContent | null {
  const fits =
    isJsonObject(value) && typeof value['url'] === 'string' && typeof value['method'] === 'string'
  return fits ? (value as unknown as RequestContent) : null
}

/** The value as a response; `null` where it has another form. */
export function asResponse(value: JsonValue | undefined): ResponseContent | null {
  const fits =
    isJsonObject(value) && typeof value['status'] === 'number' && typeof value['end'] === 'string'
  return fits ? (value as unknown as ResponseContent) : null
}

/** The content of a body: JSON, the payloads of its events, or text; `null` for other bytes. */
export function readBody(body: Body | undefined): ModelBody | null {
  return bodyContent(body) ?? null
}

/** The request of a model call; `null` where the value is none. */
export function modelRequestOf(value: JsonValue | undefined): ModelRequest | null {
  const request = asRequest(value)
  const body = readBody(request?.body)
  if (!request || !body || !('json' in body)) return null
  return readModelRequest({ method: request.method, url: request.url, body: body.json })
}

/** The answer of a model; `null` where the action has none. */
export function answerOf(source: RunSource, action: ReportAction): AnswerContent | null {
  if (action.answer === undefined) return null
  const answer = source.unpack(action.answer)
  return isJsonObject(answer) &&
    typeof answer['text'] === 'string' &&
    Array.isArray(answer['toolCalls'])
    ? (answer as unknown as AnswerContent)
    : null
}
