import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import type { JsonValue } from '../../json.ts'
import { readModelAnswer } from '../../providers/index.ts'
import type { Omitted, RecordedActionReport, ReportAction } from '../action-schema.ts'
import type { ActionSides, Asked, Got } from './content.ts'
import { encodeError } from './error-facts.ts'
import { encodeModelCall } from './facts.ts'
import type { EncodedPart, ReportContents } from './report-contents.ts'

/** The contents of an action in a report, beside its facts. */
export type EncodedAction = Pick<
  ReportAction,
  'inputs' | 'outputs' | 'asked' | 'returned' | 'answer' | 'omitted'
>

type Part = 'inputs' | 'outputs' | 'asked' | 'returned'

/**
 * Encodes what an action asked and got: what was recorded, and what this run asked and got where that differs. Of an
 * action that the recording does not have, what this run asked and got stands in the place of what was recorded, too.
 *
 * `recordedContent` and `performedContent` read it back.
 */
export function encodeAction(
  { recorded, asked, performed }: ActionSides,
  contents: ReportContents,
): EncodedAction {
  const inputs = encodeAsked(recorded ?? asked ?? performed, 'inputs', contents)
  const outputs = encodeGot(recorded ?? performed, 'outputs', contents)
  const ownAsked = encodeAsked(asked, 'asked', contents)
  const ownGot = recorded && encodeGot(performed, 'returned', contents)
  const from = recorded ?? performed
  const answer = from ? encodeAnswer(from, contents) : undefined
  return {
    ...partsOf({
      inputs,
      outputs,
      asked: recorded && isSame(ownAsked, inputs) ? null : ownAsked,
      // Of a call that failed nothing is taken from the recording.
      returned: isSame(ownGot, outputs) && !performed?.error ? null : ownGot,
    }),
    ...(answer === undefined ? {} : { answer }),
  }
}

/**
 * Encodes an action of the recording.
 *
 * @param contents `null` where an action of the replay already shows what was asked and answered.
 */
export function encodeRecorded(
  action: RecordedAction,
  contents: ReportContents | null,
): RecordedActionReport {
  const { index, type, name, parent, start, duration, timeToHeadersMs, outcome } = action
  return {
    index,
    type,
    name,
    parent,
    start,
    duration,
    ...(timeToHeadersMs === undefined ? {} : { timeToHeadersMs }),
    outcome,
    ...encodeModelCall(action),
    status: action.response?.status ?? null,
    error: encodeError(action.error),
    ...(contents &&
      partsOf({
        inputs: encodeAsked(action, 'inputs', contents),
        outputs: encodeGot(action, 'outputs', contents),
      })),
  }
}

function partsOf(
  parts: Partial<Record<Part, EncodedPart | null>>,
): Partial<Record<Part, JsonValue>> & { omitted?: Omitted[] } {
  const encoded: Partial<Record<Part, JsonValue>> & { omitted?: Omitted[] } = {}
  const omitted: Omitted[] = []
  for (const part of ['inputs', 'outputs', 'asked', 'returned'] as const) {
    const found = parts[part]
    if (found?.packed !== undefined) encoded[part] = found.packed
    if (found?.omitted) omitted.push(found.omitted)
  }
  return omitted.length > 0 ? { ...encoded, omitted } : encoded
}

/** @note Equal values are packed equally within one run. What is kept nowhere is not known to be equal. */
function isSame(left: EncodedPart | null, right: EncodedPart | null): boolean {
  if (!left || !right) return false
  const [a, b] = [left.omitted, right.omitted]
  if (a || b) {
    if (!a?.content || !b?.content) return false
    if (JSON.stringify(a.content) !== JSON.stringify(b.content)) return false
  }
  return JSON.stringify(left.packed) === JSON.stringify(right.packed)
}

function encodeAsked(
  from: Asked | null,
  part: 'inputs' | 'asked',
  contents: ReportContents,
): EncodedPart | null {
  if (from?.request) return contents.encodeRequest(from.request, part)
  return from?.inputs ? contents.encodeValue(from.inputs.json, part) : null
}

function encodeGot(
  from: Got | null,
  part: 'outputs' | 'returned',
  contents: ReportContents,
): EncodedPart | null {
  if (from?.response) return contents.encodeResponse(from.response, part)
  return from?.outputs ? contents.encodeValue(from.outputs.json, part) : null
}

/** @note An answer that is too large stands in the outputs, or beside them. */
function encodeAnswer(action: RecordedAction, contents: ReportContents): JsonValue | undefined {
  const { request, response } = action
  if (action.type !== 'llm' || !request || !response) return undefined
  const body = bodyContent(response.body)
  const answer = body && readModelAnswer(request.url, { status: response.status, body })
  if (!answer) return undefined
  const { text, toolCalls } = answer
  return contents.tryPack({ text, toolCalls: toolCalls as unknown as JsonValue })
}
