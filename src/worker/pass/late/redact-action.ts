import { redactBody } from '../../../core/cassette/redact-body.ts'
import type {
  Body,
  RecordedAction,
  RecordedRequest,
  RecordedResponse,
  Value,
} from '../../../core/cassette/schema.ts'
import { isJsonObject } from '../../../core/json.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import { codingOf } from '../../../core/replay/describe-request.ts'
import { recut, streamBytes, streamName } from '../processes/process-content.ts'
import { redactError, withLength } from '../recorder.ts'

type Headers = RecordedRequest['headers']

/** Replaces the secrets in a captured action that were not known when it was captured; the same object comes back where there are none. */
export function redactAction(action: RecordedAction, redactor: Redactor): RecordedAction {
  const { type, name, inputs, outputs, error, request, response, websocket } = action
  const isRequest = type === 'http' || type === 'llm'
  const redacted = changed(action, {
    name: isRequest ? redactor.url(name) : redactor.name(name),
    ...(inputs && { inputs: redactValue(inputs, redactor) }),
    ...(outputs && { outputs: redactValue(outputs, redactor) }),
    ...(error && { error: redactError(error, redactor) }),
    ...(request && { request: redactRequest(request, redactor) }),
    ...(response && { response: redactResponse(response, redactor) }),
    ...(websocket?.headers && {
      websocket: changed(websocket, { headers: redactHeaders(websocket.headers, redactor) }),
    }),
  })
  return redacted.outputs === outputs ? redacted : cutAgain(redacted)
}

/** Replaces the secrets in a value. */
export function redactValue(value: Value, redactor: Redactor): Value {
  return changed(value, { json: redactor.json(value.json) })
}

/** Replaces the secrets in a request that was captured. */
export function redactRequest(request: RecordedRequest, redactor: Redactor): RecordedRequest {
  const { url, headers, body } = request
  return changed(request, {
    url: redactor.url(url),
    headers: redactHeaders(headers, redactor),
    ...(body && { body: redactStored(body, redactor, codingOf(headers)) }),
  })
}

function redactResponse(response: RecordedResponse, redactor: Redactor): RecordedResponse {
  const { headers, body, wire, information, trailers, error } = response
  const kept = body && redactStored(body, redactor)
  const isChanged = kept !== body
  const again = redactHeaders(headers, redactor)
  return changed(response, {
    headers: isChanged && !wire ? withLength(again, kept) : again,
    ...(kept && { body: kept }),
    // The encoded bytes would hold what was replaced.
    ...(wire && isChanged && { wire: { coding: wire.coding } }),
    ...(information && {
      information: changed(
        information,
        information.map((one) => changed(one, { headers: redactHeaders(one.headers, redactor) })),
      ),
    }),
    ...(trailers && { trailers: redactHeaders(trailers, redactor) }),
    ...(error && { error: redactError(error, redactor) }),
  })
}

/** @note Lines come back as another body even where nothing is replaced. */
function redactStored(body: Body, redactor: Redactor, coding?: string): Body {
  const kept = redactBody(body, redactor, coding)
  if ('lines' in body && 'lines' in kept && kept.lines.every((line, at) => line === body.lines[at]))
    return body
  return kept
}

function redactHeaders(headers: Headers, redactor: Redactor): Headers {
  const again = headers.map((header): Headers[number] => {
    const value = redactor.text(header[1])
    return value === header[1] ? header : [header[0], value]
  })
  return changed(headers, again)
}

/** The pieces in which a process wrote its output have the length of what is stored. */
function cutAgain(action: RecordedAction): RecordedAction {
  const { process: facts, outputs } = action
  if (!facts?.events || !outputs || !isJsonObject(outputs.json)) return action
  const events = facts.events.map((event) => ({ ...event }))
  for (const [fd, form] of facts.stdio.entries()) {
    const stream = outputs.json[streamName(fd, form === 'ipc')]
    if (stream !== undefined) recut(events, fd, streamBytes(stream).length)
  }
  return { ...action, process: { ...facts, events } }
}

/** An object with other parts, or the object itself where they are the same. */
export function changed<T extends object>(value: T, parts: Partial<T>): T {
  const isSame = Object.entries(parts).every(([key, part]) => value[key as keyof T] === part)
  if (isSame) return value
  return (Array.isArray(value) ? parts : { ...value, ...parts }) as T
}
