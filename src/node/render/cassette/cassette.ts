import { formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { bodyContent, bodyBytes } from '../../../core/cassette/body.ts'
import type { Body, Cassette, RecordedAction, Value } from '../../../core/cassette/schema.ts'
import {
  readModelRequest,
  readModelResponse,
  type ModelMessage,
  type ToolCall,
} from '../../../core/providers/index.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { statusTextOf } from '../../../core/cassette/response-head.ts'

interface RenderOptions {
  /** Writes out long texts. */
  full: boolean
}

/** Renders a cassette for people: a conversation shows what each turn adds, not all that it repeats. */
export function renderCassette(cassette: Cassette, options: RenderOptions): string {
  const { header, actions, end } = cassette
  const lines = [
    header.name,
    `  run ${header.runId}, recorded ${header.recordedAt.slice(0, 10)} on Node ${header.environment.node}`,
    ...facts({
      agent: header.agent,
      workflow: header.workflow,
      release: header.release,
      tags: header.tags.join(', ') || null,
    }),
    ...(header.input ? [`  input: ${brief(header.input, options)}`] : []),
  ]
  const seen = new Map<string, number>()
  for (const action of actions) lines.push('', ...renderAction(action, options, seen))
  lines.push('')
  if (!end) {
    lines.push('interrupted: the recording has no end')
  } else {
    const { totals } = end
    const cost =
      totals.costUsd === null ? 'at an unknown price' : `for ${formatUsd(totals.costUsd)}`
    lines.push(
      `${end.status}${end.verified ? ', verified' : ', not verified'}: ${plural(totals.actions, 'action')} in ${formatDuration(totals.duration)} ${cost}`,
    )
    if (end.output) lines.push(`  output: ${brief(end.output, options)}`)
    if (end.error) lines.push(`  error: ${end.error.name}: ${end.error.message}`)
  }
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

function facts(values: Record<string, string | null>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`  ${name}: ${value}`],
  )
}

function renderAction(
  action: RecordedAction,
  options: RenderOptions,
  seen: Map<string, number>,
): string[] {
  const nested = action.parent === null ? '' : ` (within ${action.parent})`
  const lines = [
    `[${action.index}] ${action.type} ${action.name}${nested}  ${formatDuration(action.duration)}`,
  ]
  if (action.request) lines.push(...renderExchange(action, options, seen))
  else {
    if (action.inputs) lines.push(`  inputs: ${brief(action.inputs, options)}`)
    if (action.outputs) lines.push(`  output: ${brief(action.outputs, options)}`)
  }
  if (action.error) lines.push(`  error: ${action.error.name}: ${action.error.message}`)
  return lines
}

function renderExchange(
  action: RecordedAction,
  options: RenderOptions,
  seen: Map<string, number>,
): string[] {
  const { request, response, llm } = action
  const lines = [`  ${request!.method} ${request!.url}`]
  const content = bodyContent(request!.body)
  const model =
    content && 'json' in content ? readModelRequest({ ...request!, body: content.json }) : null
  if (model) {
    const key = `${request!.url} ${model.messages[0]?.text ?? ''}`
    const known = Math.min(seen.get(key) ?? 0, model.messages.length)
    if (known > 0) lines.push(`  (${known} messages as before)`)
    for (const message of model.messages.slice(known))
      lines.push(...renderMessage(message, options))
    seen.set(key, model.messages.length)
  } else if (request!.body) {
    lines.push(`  > ${describe(request!.body, options)}`)
  }
  if (!response) return lines
  const end = response.end === 'complete' ? '' : `, ${response.end}`
  lines.push(
    `  ${response.status} ${statusTextOf(response)}${end}${llm ? `  ${describeFacts(llm)}` : ''}`,
  )
  const answer = bodyContent(response.body)
  const read =
    model && answer ? readModelResponse(model, { status: response.status, body: answer }) : null
  if (read) {
    if (read.text) lines.push(`  < ${clip(read.text, options)}`)
    for (const call of read.toolCalls) lines.push(`  < calls ${describeCall(call, options)}`)
  } else if (response.body) {
    lines.push(`  < ${describe(response.body, options)}`)
  }
  return lines
}

function renderMessage(message: ModelMessage, options: RenderOptions): string[] {
  const lines = message.text ? [`  > ${message.role}: ${clip(message.text, options)}`] : []
  for (const call of message.toolCalls)
    lines.push(`  > ${message.role} calls ${describeCall(call, options)}`)
  return lines.length > 0 ? lines : [`  > ${message.role}`]
}

function describeCall(call: ToolCall, options: RenderOptions): string {
  return `${call.name}(${clip(JSON.stringify(call.arguments), options)})`
}

function describeFacts(llm: NonNullable<RecordedAction['llm']>): string {
  const { usage, costUsd, stopReason } = llm
  const parts = [
    ...(usage ? [`${usage.inputTokens ?? '?'} in, ${usage.outputTokens ?? '?'} out`] : []),
    costUsd === null ? 'unknown price' : formatUsd(costUsd),
    ...(stopReason ? [stopReason] : []),
  ]
  return parts.join(', ')
}

function describe(body: Body, options: RenderOptions): string {
  if ('json' in body) return clip(JSON.stringify(body.json), options)
  if ('text' in body) return clip(body.text, options)
  if ('events' in body)
    return `${plural(body.events.length, 'event')}: ${clip(JSON.stringify(body.events), options)}`
  if ('lines' in body)
    return `${plural(body.lines.length, 'line')}: ${clip(JSON.stringify(body.lines), options)}`
  return plural(bodyBytes(body).length, 'byte')
}

function brief(value: Value, options: RenderOptions): string {
  return clip(JSON.stringify(value.json), options)
}

const SHORT = 400

function clip(text: string, options: RenderOptions): string {
  if (options.full) return text
  const line = text.replace(/\n/g, '\u23ce ')
  return line.length <= SHORT
    ? line
    : `${line.slice(0, SHORT)}... (${plural(text.length, 'character')})`
}
