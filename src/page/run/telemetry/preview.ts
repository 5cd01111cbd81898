import type { ReportAction } from '../../../core/report/action-schema.ts'
import type { JsonValue } from '../../../core/json.ts'
import { asModelRequest, asRequest } from '../../../core/report/action-codec/exchange.ts'
import {
  readAnswer,
  readAsked,
  readReturned,
} from '../../../core/report/action-codec/read-action.ts'
import type { Unpack } from '../../../core/report/contents/unpack-contents.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'

const LENGTH = 280

/** A line of the request or the answer. */
export function previewOf(
  { source }: LoadedRun,
  action: ReportAction,
  side: 'inputs' | 'outputs',
): string {
  return side === 'inputs'
    ? previewRequest(readAsked(action, source.unpack), action.type)
    : previewAnswer(readReturned(action, source.unpack), action, source.unpack)
}

/** Describes a request in a line: that of a model by its last message. */
export function previewRequest(value: JsonValue | undefined, type: string): string {
  if (value === undefined) return ''
  if (type === 'llm') {
    const last = asModelRequest(value)?.messages.at(-1)
    if (last) return clip(`${last.role}: ${last.text}`)
  }
  const request = asRequest(value)
  if (request) return clip(`${request.method} ${request.url}`)
  return clip(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Describes an answer in a line: that of a model by its text and the calls it asks for. */
export function previewAnswer(
  value: JsonValue | undefined,
  action: ReportAction | null,
  unpack: Unpack,
): string {
  if (value === undefined) return ''
  const answer = action && readAnswer(action, unpack)
  if (answer) {
    const calls = answer.toolCalls.map((call) => `${call.name}(${JSON.stringify(call.arguments)})`)
    return clip([answer.text, ...calls].filter(Boolean).join(' '))
  }
  return clip(typeof value === 'string' ? value : JSON.stringify(value))
}

function clip(text: string): string {
  const line = text
    .slice(0, LENGTH * 2)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > LENGTH ? `${line.slice(0, LENGTH)}...` : line
}
