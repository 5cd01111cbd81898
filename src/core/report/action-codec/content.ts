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
  /** The end of the body: whole, cut off by the server, or left by the client. */
  end: ResponseEnd
}

/** The answer of a model, whole even where it was streamed. */
export interface AnswerContent {
  text: string
  toolCalls: Array<{ id: string | null; name: string; arguments: JsonValue }>
}

/** The inputs and outputs of an action. */
export type ActionContent = Pick<
  RecordedAction,
  'request' | 'response' | 'inputs' | 'outputs' | 'error'
>

/** The inputs of an action. */
export type Asked = Pick<ActionContent, 'request' | 'inputs'>

/** The outputs of an action. */
export type Got = Pick<ActionContent, 'response' | 'outputs'>

/** An action of a run beside the action of the cassette that it stands for. */
export interface ActionSides {
  /** The action of the cassette that answered, or was consumed in its place. */
  recorded: RecordedAction | null
  /** The inputs of this run beside a recording; `null` while one is made. */
  asked: Asked | null
  /** The execution in this run; `null` where a recorded outcome was returned, or nothing. */
  performed: RecordedAction | null
}
