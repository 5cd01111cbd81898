import type { Body, RecordedAction, ResponseEnd } from '../../cassette/schema.ts'
import type { JsonValue } from '../../json.ts'

/** The inputs of an `llm` or `http` action, once unpacked; secrets are placeholders. */
export interface RequestContent {
  method: string
  url: string
  headers: Array<[string, string]>
  /** As in the cassette: JSON as `{ json }`, streams event by event. Absent where empty, or named in `omitted`. */
  body?: Body
}

/** The outputs of an `llm` or `http` action, once unpacked. */
export interface ResponseContent {
  status: number
  headers: Array<[string, string]>
  body?: Body
  /** Whether the body is whole, cut off by the server, or left by the client. */
  end: ResponseEnd
}

/** What a model answered, whole even where it was streamed. */
export interface AnswerContent {
  text: string
  toolCalls: Array<{ id: string | null; name: string; arguments: JsonValue }>
}

/** What an action asked and got. */
export type ActionContent = Pick<
  RecordedAction,
  'request' | 'response' | 'inputs' | 'outputs' | 'error'
>
