import type { ResponseEnd } from '../../cassette/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import type { Omitted, RecordedActionReport, ReportAction } from '../action-schema.ts'
import type { Unpack } from '../contents/unpack-contents.ts'
import type { ActionContent, AnswerContent } from './content.ts'
import { asAnswer, asRequest, asResponse } from './exchange.ts'
import { omittedBody, omittedValue } from './read-omitted.ts'

/** A part of what an action asked or got. */
export type Part = 'inputs' | 'outputs' | 'asked' | 'returned'

type Encoded = Pick<ReportAction, 'type'> & Partial<Pick<ReportAction, Part | 'omitted'>>

/** A part as the report holds it: in its place, beside it, or both. */
interface StoredPart {
  packed: JsonValue | undefined
  omitted: Omitted | undefined
}

/** Reads what a run asked and got in an action: its own, or what was recorded where that is the same. */
export function performedContent(action: ReportAction, unpack: Unpack): ActionContent {
  return contentOf(action, ownPart(action, 'asked', 'inputs'), ownResponse(action), unpack)
}

function ownResponse(action: ReportAction): StoredPart {
  return isOwnFailure(action)
    ? storedPart(action, 'returned')
    : ownPart(action, 'returned', 'outputs')
}

/** A call that was blocked, or that ended in an error of its own, did not return the recorded outputs. */
function isOwnFailure({ outcome, error, recorded, replayed }: ReportAction): boolean {
  if (outcome === 'blocked') return true
  return outcome === 'error' && !replayed && error !== null && recorded !== null
}

/**
 * Reads what was recorded of an action.
 *
 * @param shown The action of the replay that shows it; the recorded action itself where none does.
 */
export function recordedContent(
  action: RecordedActionReport,
  shown: ReportAction | undefined,
  unpack: Unpack,
): ActionContent {
  const from = shown ?? action
  return contentOf(action, storedPart(from, 'inputs'), storedPart(from, 'outputs'), unpack)
}

/** Reads what stands in a part, without what is offered as a file; `undefined` where there is nothing. */
export function readPart(action: Encoded, part: Part, unpack: Unpack): JsonValue | undefined {
  const packed = action[part]
  return packed === undefined ? undefined : unpack(packed)
}

/** Reads what a run asked, without what is offered as a file. */
export function readAsked(action: Encoded, unpack: Unpack): JsonValue | undefined {
  return readInPlace(ownPart(action, 'asked', 'inputs'), unpack)
}

/** Reads what a run got, without what is offered as a file. */
export function readReturned(action: Encoded, unpack: Unpack): JsonValue | undefined {
  return readInPlace(ownPart(action, 'returned', 'outputs'), unpack)
}

/** Reads what the model answered; `null` where it is no model call, or the answer is too large for its place. */
export function readAnswer(
  action: Pick<ReportAction, 'answer'>,
  unpack: Unpack,
): AnswerContent | null {
  return action.answer === undefined ? null : asAnswer(unpack(action.answer))
}

function storedPart(action: Encoded, part: Part): StoredPart {
  return {
    packed: action[part],
    omitted: action.omitted?.find((omitted) => omitted.part === part),
  }
}

/** @note Of two exchanges that differ in a body that is too large, the common head may stand in the recorded part alone. */
function ownPart(
  action: Encoded,
  own: 'asked' | 'returned',
  recorded: 'inputs' | 'outputs',
): StoredPart {
  const { packed, omitted } = storedPart(action, own)
  if (packed !== undefined) return { packed, omitted }
  const before = storedPart(action, recorded)
  if (!omitted) return before
  return { packed: isCall(action) ? undefined : before.packed, omitted }
}

/** Reads how a response ended, without its body; `null` where there is none. */
export function readEnd(action: ReportAction, unpack: Unpack): ResponseEnd | null {
  const { packed } = ownResponse(action)
  if (packed === undefined) return null
  if (!isJsonObject(packed) || packed['end'] === undefined || packed['body'] === undefined)
    return asResponse(unpack(packed))?.end ?? null
  // Around a packed body, the head of a response stands as it is.
  const { body: _body, ...head } = packed
  return asResponse(head)?.end ?? null
}

function contentOf(
  { type, error }: Pick<ReportAction, 'type' | 'error'>,
  asked: StoredPart,
  got: StoredPart,
  unpack: Unpack,
): ActionContent {
  const failure = error ? { error: { name: error.name, message: error.message } } : {}
  if (isCall({ type })) {
    const [inputs, outputs] = [readValue(asked, unpack), readValue(got, unpack)]
    return {
      ...(inputs === undefined ? {} : { inputs: { json: inputs } }),
      ...(outputs === undefined ? {} : { outputs: { json: outputs } }),
      ...failure,
    }
  }
  const request = readExchange(asked, unpack, asRequest)
  const response = readExchange(got, unpack, asResponse)
  return {
    ...(request ? { request } : {}),
    ...(response ? { response: { ...response, statusText: '' } } : {}),
    ...failure,
  }
}

function isCall({ type }: Pick<ReportAction, 'type'>): boolean {
  return type !== 'llm' && type !== 'http'
}

function readValue({ packed, omitted }: StoredPart, unpack: Unpack): JsonValue | undefined {
  if (omitted) return omittedValue(omitted, unpack)
  return packed === undefined ? undefined : unpack(packed)
}

function readExchange<Exchange extends object>(
  { packed, omitted }: StoredPart,
  unpack: Unpack,
  read: (value: JsonValue | undefined) => Exchange | null,
): Exchange | null {
  const exchange = packed === undefined ? null : read(unpack(packed))
  return exchange && omitted ? { ...exchange, body: omittedBody(omitted, unpack) } : exchange
}

function readInPlace({ packed, omitted }: StoredPart, unpack: Unpack): JsonValue | undefined {
  const value = packed === undefined ? undefined : unpack(packed)
  if (!omitted) return value
  const exchange = asRequest(value) ?? asResponse(value)
  if (!exchange) return undefined
  const { body: _body, ...head } = exchange
  return head as unknown as JsonValue
}
