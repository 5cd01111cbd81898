import type { RecordedAction } from '../../cassette/schema.ts'
import type { ActionContent } from './content.ts'
import type { JsonValue } from '../../json.ts'
import type { RequestContent, ResponseContent } from './content.ts'
import type { RecordedActionReport, ReportAction } from '../action-schema.ts'

export type Unpack = (packed: JsonValue) => JsonValue

export function contentOf(
  { type, error, omitted }: ReportAction | RecordedActionReport,
  unpack: Unpack,
  { asked, got }: { asked: JsonValue | undefined; got: JsonValue | undefined },
): ActionContent {
  const failure = error ? { error } : {}
  // What is too large for a report is told by its size alone: unequal sizes differ.
  const sizes = (omitted ?? []).map(({ part, bytes, content }) => ({
    part,
    bytes,
    text: content ? unpack(content.text) : null,
  }))
  const left = (...parts: string[]): JsonValue => sizes.filter(({ part }) => parts.includes(part))
  if (type === 'tool' || type === 'step')
    return {
      inputs: { json: asked === undefined ? left('inputs', 'asked') : unpack(asked) },
      ...(got === undefined ? {} : { outputs: { json: unpack(got) } }),
      ...failure,
    }
  const request = asked && (unpack(asked) as unknown as RequestContent)
  const response = got && (unpack(got) as unknown as ResponseContent)
  return {
    ...(request ? { request: requestOf(request, left('inputs', 'asked')) } : {}),
    ...(response ? { response: responseOf(response, left('outputs', 'returned')) } : {}),
    ...failure,
  }
}

export function requestOf(content: RequestContent, left: JsonValue): RecordedAction['request'] {
  return withBody(content, left)
}

export function responseOf(content: ResponseContent, left: JsonValue): RecordedAction['response'] {
  return { statusText: '', ...withBody(content, left) }
}

export function withBody<Part extends RequestContent | ResponseContent>(
  content: Part,
  left: JsonValue,
): Part {
  return content.body || (left as JsonValue[]).length === 0
    ? content
    : { ...content, body: { json: { omitted: left } } }
}
