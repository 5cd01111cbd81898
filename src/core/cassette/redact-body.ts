import { fromBase64, toBase64 } from '../bytes.ts'
import { parseJson, type JsonValue } from '../json.ts'
import { bodyBytes } from './body.ts'
import type { Redactor } from '../redaction/index.ts'
import type { Body, EventStreamBody, StreamEvent } from './schema.ts'

/**
 * Replaces the secrets in a described body; the same object comes back where there are none.
 *
 * @param coding The coding of a body that is described as it was sent.
 */
export function redactBody(body: Body, redactor: Redactor, coding?: string): Body {
  if (coding !== undefined) {
    const packed = bodyBytes(body)
    const redacted = redactor.binary(packed, coding)
    if (redacted !== packed) return { base64: toBase64(redacted) }
  }
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
  const events = body.events.map((event, index) => {
    const named = redactFields(event, redactor)
    return redacted[index] === payloads[index]
      ? redactText(named, redactor)
      : withPayload(named, redacted[index]!)
  })
  return events.every((event, index) => event === body.events[index]) ? body : { ...body, events }
}

/**
 * @note JSON that is kept as text is read all the same: the pieces of a split secret are its strings. What is no event of the
 * stream's text has a name of its own: read after that text, its first word would be the end of a key.
 */
function payloadOf(event: StreamEvent): JsonValue {
  if ('json' in event) return event.json
  if ('data' in event) return jsonTree(event.data) ?? event.data
  return 'raw' in event ? { raw: event.raw } : { comment: event.comment }
}

function jsonTree(text: string): JsonValue | undefined {
  const json = parseJson(text)
  return typeof json === 'object' && json !== null ? json : undefined
}

/** Replaces the secrets in the name and the id of an event: a cursor, the key of a subscription. */
function redactFields(event: StreamEvent, redactor: Redactor): StreamEvent {
  if ('raw' in event || 'comment' in event) return event
  let redacted = event
  for (const field of ['event', 'id'] as const) {
    const value = event[field]
    const text = value && redactor.text(value)
    if (text !== value) redacted = { ...redacted, [field]: text }
  }
  return redacted
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
  return payload as { raw: string } | { comment: string }
}
