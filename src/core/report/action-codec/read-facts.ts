import type { Span } from '../../analysis/signals.ts'
import type { CallingAction } from '../../analysis/tool-calls.ts'
import { bodyContent } from '../../cassette/body.ts'
import type { JsonValue } from '../../json.ts'
import type { ReportAction } from '../action-schema.ts'
import type { Unpack } from '../unpack-contents.ts'
import { readError } from './error-facts.ts'
import { performedContent, readAnswer, readEnd } from './read-action.ts'

/** Reads the facts of an action that signals and diagnoses follow from. */
export function readSpan(action: ReportAction, unpack: Unpack): Span {
  const response = () => performedContent(action, unpack).response
  const isExchange = action.type === 'llm' || action.type === 'http'
  return {
    ...action,
    error: action.error && readError(action.error),
    blocked: action.outcome === 'blocked',
    isCutOff: isExchange && readEnd(action, unpack) === 'truncated',
    errorBody: () => jsonOf(bodyContent(response()?.body)),
  }
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
