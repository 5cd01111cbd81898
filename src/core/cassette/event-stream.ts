import { createParser } from 'eventsource-parser'
import type { JsonValue } from '../json.ts'
import { printJson, readExactJson } from './layout.ts'
import type { EventStreamBody, Layout, StreamEvent } from './schema.ts'

type StreamForm = Pick<EventStreamBody, 'eol' | 'colon' | 'layout'>

/** The text of one event, as it stood in the stream. */
export function printEvent(event: StreamEvent, form: StreamForm = {}): string {
  if ('raw' in event) return event.raw
  const eol = form.eol ?? '\n'
  const colon = form.colon ?? ': '
  if ('comment' in event) return `:${event.comment}${eol}${eol}`
  let text = ''
  if (event.event !== undefined) text += `event${colon}${event.event}${eol}`
  if (event.id !== undefined) text += `id${colon}${event.id}${eol}`
  const data = 'json' in event ? printJson(event.json, form.layout) : event.data
  for (const line of data.split('\n')) text += `data${colon}${line}${eol}`
  return text + eol
}

/** Cuts the text of an event stream into the blocks that end with an empty line; the last may lack it. */
export function splitBlocks(text: string, eol: '\n' | '\r\n'): string[] {
  const blocks: string[] = []
  const separator = eol + eol
  let at = 0
  while (at < text.length) {
    const found = text.indexOf(separator, at)
    const next = found === -1 ? text.length : found + separator.length
    blocks.push(text.slice(at, next))
    at = next
  }
  return blocks
}

/**
 * Reads an event stream event by event. Parts that the events' plain form would not restore
 * byte for byte are kept raw, so `printEventStream` always returns the same text.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function readEventStream(text: string): EventStreamBody {
  const form: StreamForm = {}
  if (/\r\n\r\n/.test(text)) form.eol = '\r\n'
  if (/^data:[^ ]/m.test(text) && !/^data: /m.test(text)) form.colon = ':'
  const blocks = splitBlocks(text, form.eol ?? '\n')
  const layout = streamLayout(blocks)
  if (layout) form.layout = layout
  return { events: blocks.map((block) => readBlock(block, form)), ...form }
}

function streamLayout(blocks: string[]): Layout | undefined {
  for (const block of blocks) {
    const data = /^data: ?(\{.*)$/m.exec(block)?.[1]
    const exact = data === undefined ? undefined : readExactJson(data.replace(/\r$/, ''))
    if (exact && Object.keys(exact.json as object).length > 1) return exact.layout
  }
  return undefined
}

function readBlock(block: string, form: StreamForm): StreamEvent {
  const raw: StreamEvent = { raw: block }
  const comment = /^:([^\r\n]*)(\r?\n){2}$/.exec(block)
  if (comment) return exactly({ comment: comment[1]! }, block, form) ?? raw
  const event = parseBlock(block)
  if (!event) return raw
  const fields: { event?: string; id?: string } = {}
  if (event.event !== undefined) fields.event = event.event
  if (event.id !== undefined) fields.id = event.id
  const json = readExactJson(event.data)
  return (
    (json && exactly({ ...fields, json: json.json }, block, form)) ??
    exactly({ ...fields, data: event.data }, block, form) ??
    raw
  )
}

function exactly(event: StreamEvent, block: string, form: StreamForm): StreamEvent | undefined {
  return printEvent(event, form) === block ? event : undefined
}

function parseBlock(block: string): { event?: string; id?: string; data: string } | undefined {
  let found: { event?: string; id?: string; data: string } | undefined
  const parser = createParser({
    onEvent: (message) => {
      found = { data: message.data }
      if (message.event !== undefined) found.event = message.event
      if (message.id !== undefined) found.id = message.id
    },
  })
  parser.feed(block.replace(/^\ufeff/, ''))
  return found
}

/** The events as a consumer of the stream sees them: name and data, parsed where it is JSON. */
export function eventPayloads(body: EventStreamBody): Array<{ event?: string; data: JsonValue }> {
  const payloads: Array<{ event?: string; data: JsonValue }> = []
  for (const event of body.events) {
    if ('comment' in event) continue
    const read = 'raw' in event ? parseBlock(event.raw) : event
    if (!read) continue
    const data = 'json' in read ? read.json : read.data
    const parsed = 'json' in read ? data : (readLoose(read.data) ?? read.data)
    payloads.push(read.event === undefined ? { data: parsed } : { event: read.event, data: parsed })
  }
  return payloads
}

function readLoose(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
