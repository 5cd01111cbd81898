import { fromBase64, toBase64 } from '../bytes.ts'
import type { JsonValue } from '../json.ts'
import type { Redactor } from '../redaction/index.ts'
import type { Body, EventStreamBody, StreamEvent } from './schema.ts'

/** Replaces the secrets in a described body; the same object comes back where there are none. */
export function redactBody(body: Body, redactor: Redactor): Body {
  if ('json' in body) {
    const json = redactor.json(body.json)
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
  if (redacted.every((payload, index) => payload === payloads[index])) return body
  return {
    ...body,
    events: body.events.map((event, index) => withPayload(event, redacted[index]!)),
  }
}

function payloadOf(event: StreamEvent): JsonValue {
  if ('json' in event) return event.json
  if ('data' in event) return event.data
  return 'raw' in event ? event.raw : event.comment
}

function withPayload(event: StreamEvent, payload: JsonValue): StreamEvent {
  if ('json' in event) return { ...event, json: payload }
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  if ('data' in event) return { ...event, data: text }
  return 'raw' in event ? { raw: text } : { comment: text }
}
