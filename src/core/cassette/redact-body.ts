import { fromBase64, toBase64 } from '../bytes.ts'
import { parseJson, type JsonValue } from '../json.ts'
import type { Redactor } from '../redaction/index.ts'
import type { Body, EventStreamBody, StreamEvent } from './schema.ts'

/** Replaces the secrets in a described body; the same object comes back where there are none. */
export function redactBody(body: Body, redactor: Redactor): Body {
  if ('json' in body) {
    const json = redactor.body(body.json)
    return json === body.json ? body : { ...body, json }
  }
  if ('events' in body) return redactEvents(body, redactor)
  if ('lines' in body) return { ...body, lines: redactor.events(body.lines) }
  if ('text' in body) {
    const text = redactor.text(body.text)
    return text === body.text ? body : { text }
  }
  const bytes = fromBase64(body.base64)
  const redacted = redactor.binary(bytes)
  return redacted === bytes ? body : { base64: toBase64(redacted) }
}

/** @note All events at once: a secret may begin in one and end in the next. */
function redactEvents(body: EventStreamBody, redactor: Redactor): Body {
  const payloads = body.events.map(payloadOf)
  const redacted = redactor.events(payloads)
  const events = body.events.map((event, index) =>
    redacted[index] === payloads[index]
      ? redactText(event, redactor)
      : withPayload(event, redacted[index]!),
  )
  return events.every((event, index) => event === body.events[index]) ? body : { ...body, events }
}

/** @note JSON that is kept as text is read all the same: the pieces of a split secret are its strings. */
function payloadOf(event: StreamEvent): JsonValue {
  if ('json' in event) return event.json
  if ('data' in event) return jsonTree(event.data) ?? event.data
  return 'raw' in event ? event.raw : event.comment
}

function jsonTree(text: string): JsonValue | undefined {
  const json = parseJson(text)
  return typeof json === 'object' && json !== null ? json : undefined
}

/** @note As text: parsing would drop all values of a repeated key but the last. */
function redactText(event: StreamEvent, redactor: Redactor): StreamEvent {
  if (!('data' in event)) return event
  const data = redactor.text(event.data)
  return data === event.data ? event : { ...event, data }
}

function withPayload(event: StreamEvent, payload: JsonValue): StreamEvent {
  if ('json' in event) return { ...event, json: payload }
  if ('data' in event) {
    const { data: _, ...fields } = event
    return typeof payload === 'string' ? { ...fields, data: payload } : { ...fields, json: payload }
  }
  const text = String(payload)
  return 'raw' in event ? { raw: text } : { comment: text }
}
