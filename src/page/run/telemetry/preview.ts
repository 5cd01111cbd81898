import type { ReportAction } from '../../../core/report/action-schema.ts'
import { asModelRequest, asRequest } from '../../../core/report/action-codec/exchange.ts'
import {
  readAnswer,
  readAsked,
  readReturned,
} from '../../../core/report/action-codec/read-action.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'

const LENGTH = 280

/** A line of the request or the answer. */
export function previewOf(
  { source }: LoadedRun,
  action: ReportAction,
  side: 'inputs' | 'outputs',
): string {
  const value =
    side === 'inputs' ? readAsked(action, source.unpack) : readReturned(action, source.unpack)
  if (value === undefined) return ''
  if (side === 'outputs') {
    const answer = readAnswer(action, source.unpack)
    if (answer) {
      const calls = answer.toolCalls.map(
        (call) => `${call.name}(${JSON.stringify(call.arguments)})`,
      )
      return clip([answer.text, ...calls].filter(Boolean).join(' '))
    }
  } else if (action.type === 'llm') {
    const last = asModelRequest(value)?.messages.at(-1)
    if (last) return clip(`${last.role}: ${last.text}`)
  }
  const request = asRequest(value)
  if (request) return clip(`${request.method} ${request.url}`)
  return clip(typeof value === 'string' ? value : JSON.stringify(value))
}

function clip(text: string): string {
  const line = text
    .slice(0, LENGTH * 2)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > LENGTH ? `${line.slice(0, LENGTH)}...` : line
}
