import type { ApprovalStep } from '../../analysis/approvals.ts'
import type { EndedProcess } from '../../analysis/failure/ended-process.ts'
import type { Span } from '../../analysis/span.ts'
import type { CallingAction } from '../../analysis/tool-calls.ts'
import { bodyContent } from '../../cassette/body.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import { endsUnfinished } from '../../providers/index.ts'
import { stableJson } from '../../stable-json.ts'
import type { ReportAction } from '../action-schema.ts'
import type { Unpack } from '../contents/unpack-contents.ts'
import { readError } from './error-facts.ts'
import { asModelRequest } from './exchange.ts'
import { performedContent, readAnswer, readAsked, readEnd } from './read-action.ts'
import { readPage } from './read-results.ts'

/** Reads the facts of an action that signals and diagnoses follow from. */
export function readSpan(action: ReportAction, unpack: Unpack): Span {
  const response = () => performedContent(action, unpack).response
  const isExchange = action.type === 'llm' || action.type === 'http'
  return {
    ...action,
    error: action.error && readError(action.error),
    blocked: action.outcome === 'blocked',
    isCutOff: isExchange && isCutOff(action, unpack),
    errorBody: () => jsonOf(bodyContent(response()?.body)),
    page: () => readPage(action, unpack),
    requestText: () => textOfRequest(action, unpack),
    retryAfter: () => headerOf(response()?.headers ?? [], /^retry-after(?:-ms)?$/i),
    resultText: () => (action.type === 'tool' ? textOfResult(action, unpack) : null),
    ended: () => (action.type === 'process' ? readProcessEnd(action, unpack) : null),
    answered() {
      const answer = readAnswer(action, unpack)
      if (!answer) return null
      const tools = answer.toolCalls.map(({ name }) => name)
      const offered =
        tools.length > 0 ? asModelRequest(readAsked(action, unpack))?.tools : undefined
      return {
        text: answer.text,
        tools,
        unoffered: offered?.length ? tools.filter((name) => !offered.includes(name)) : [],
        isRefused: isRefusal(jsonOf(bodyContent(response()?.body))),
      }
    },
  }
}

/** @note Of a stream that was read to its end, the stop reason says so: only one without it is looked into. */
function isCutOff(action: ReportAction, unpack: Unpack): boolean {
  const end = readEnd(action, unpack)
  if (end !== 'complete') return end === 'truncated'
  if (action.type !== 'llm' || action.stopReason !== null || (action.status ?? 0) >= 400)
    return false
  const { request, response } = performedContent(action, unpack)
  const content = bodyContent(response?.body)
  return request !== undefined && content !== undefined && 'events' in content
    ? endsUnfinished(request.url, content)
    : false
}

/** Headers that count attempts, and the like, are no part of what is asked. */
function textOfRequest(action: ReportAction, unpack: Unpack): string | null {
  const { inputs, request } = performedContent(action, unpack)
  if (request) return stableJson([request.method, request.url, bodyContent(request.body) ?? null])
  return inputs?.json === undefined ? null : stableJson(inputs.json)
}

function textOfResult(action: ReportAction, unpack: Unpack): string | null {
  const { outputs, error } = performedContent(action, unpack)
  return error ? null : stableJson(outputs?.json ?? null)
}

/** A name and its value, as `retry-after 20`. */
function headerOf(headers: ReadonlyArray<readonly [string, string]>, name: RegExp): string | null {
  const found = headers.find(([key]) => name.test(key))
  return found ? `${found[0].toLowerCase()} ${found[1]}` : null
}

function readProcessEnd(action: ReportAction, unpack: Unpack): EndedProcess | null {
  const { inputs, outputs } = performedContent(action, unpack)
  const end = outputs?.json
  if (!isJsonObject(end) || !('exitCode' in end)) return null
  const command = isJsonObject(inputs?.json) ? inputs.json['command'] : null
  return {
    command: Array.isArray(command) ? command.join(' ') : action.name,
    exitCode: typeof end['exitCode'] === 'number' ? end['exitCode'] : null,
    signal: typeof end['signal'] === 'string' ? end['signal'] : null,
    stderr: typeof end['stderr'] === 'string' ? end['stderr'] : '',
  }
}

/** Accepts an answer of OpenAI's chat API in which the model declines. */
function isRefusal(body: JsonValue | undefined): boolean {
  const choices = isJsonObject(body) ? body['choices'] : undefined
  return (
    Array.isArray(choices) &&
    choices.some(
      (choice) =>
        isJsonObject(choice) &&
        isJsonObject(choice['message']) &&
        typeof choice['message']['refusal'] === 'string',
    )
  )
}

/** Reads an action as one that may be an approval, or may have notified somebody of one. */
export function readApprovalStep(action: ReportAction, unpack: Unpack): ApprovalStep {
  const { index, type, name, parent, start, outcome, recorded } = action
  return {
    index,
    type,
    name,
    parent,
    start,
    end: endOf(action),
    succeeded: outcome === 'success' || outcome === 'replayed',
    recorded,
    sent() {
      const { inputs, request } = performedContent(action, unpack)
      if (!request) return inputs?.json
      return [request.url, textOf(bodyContent(request.body))]
    },
  }
}

/** The end of an action on the clock that its start is read on: that of a served one goes on from the recorded end. */
function endOf({ replayed, start, recordedStart, ...action }: ReportAction): number {
  const { recordedDuration, replayedDuration } = action
  if (replayed) return (recordedStart ?? start) + (recordedDuration ?? 0)
  return start + (replayedDuration ?? recordedDuration ?? 0)
}

function textOf(content: ReturnType<typeof bodyContent>): JsonValue {
  if (!content) return null
  if ('json' in content) return content.json
  return 'text' in content && typeof content.text === 'string' ? content.text : null
}

function jsonOf(content: ReturnType<typeof bodyContent>): JsonValue | undefined {
  return content && 'json' in content ? content.json : undefined
}

/** Reads an action as one that may have called tools. */
export function readCalling(action: ReportAction, unpack: Unpack): CallingAction {
  return {
    index: action.index,
    type: action.type,
    name: action.name,
    inputs: () => performedContent(action, unpack).inputs?.json,
    wanted: () => readAnswer(action, unpack)?.toolCalls ?? [],
  }
}
