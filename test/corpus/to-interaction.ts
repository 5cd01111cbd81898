import { STATUS_CODES } from 'node:http'
import { decodeBody } from './decode-body.ts'
import type { HttpInteraction, LeftOut } from './http-interaction.ts'
import { mustBeEmpty } from './must-be-empty.ts'
import type { RecordedExchange, Recording } from './recording.ts'
import { requestPath } from './request-path.ts'
import { endToEndHeaders, headerValue, impossibleHeader } from './response-headers.ts'

const STREAM_TYPE = /^(?:text\/event-stream|application\/(?:vnd\.amazon\.eventstream|x-ndjson))\b/i
const SSE_START = /^(?:data|event|id|retry)?:/
const AWS_EVENT_START = /^\0[^]*:(?:event|message)-type/

/** Turns what a recorder stored into what goes over the wire, or says why it cannot. */
export function toInteraction(
  recording: Recording,
  index: number,
  { request, response }: RecordedExchange,
): HttpInteraction | LeftOut {
  const { file, source, shape } = recording
  const leftOut = (reason: string): LeftOut => ({ file, index, source, shape, reason })

  const { status } = response
  if (status < 200 || status > 599) return leftOut(`status ${status} is not a final HTTP status`)

  const headers = endToEndHeaders(response.headers)
  const impossible = impossibleHeader(headers)
  if (impossible) return leftOut(impossible)

  const method = request.method.toUpperCase()
  const requestBody = Buffer.from(request.body)
  if ((method === 'GET' || method === 'HEAD') && requestBody.length > 0) {
    return leftOut(`fetch cannot send a ${method} request with a body`)
  }

  let body: Uint8Array
  try {
    body = decodeBody(response.body, headerValue(response.headers, 'content-encoding'))
  } catch (error) {
    return leftOut(`response body cannot be decompressed: ${(error as Error).message}`)
  }
  if (mustBeEmpty(method, status) && body.length > 0) {
    return leftOut(`a ${status} answer to ${method} cannot have a body`)
  }

  return {
    file,
    index,
    source,
    shape,
    request: {
      method,
      path: requestPath(request.url),
      url: request.url,
      contentType: headerValue(request.headers, 'content-type') ?? sniffedType(requestBody),
      body: requestBody,
    },
    response: {
      status,
      statusText: response.statusText ?? STATUS_CODES[status] ?? '',
      headers,
      body,
      stream: isStream(headerValue(headers, 'content-type'), body),
    },
  }
}

// Some recorders drop all headers, and the body is the only witness of its type.
function isStream(contentType: string | null, body: Uint8Array): boolean {
  if (contentType !== null) return STREAM_TYPE.test(contentType)
  const start = Buffer.from(body.subarray(0, 256)).toString('latin1')
  return SSE_START.test(start) || AWS_EVENT_START.test(start)
}

function sniffedType(body: Uint8Array): string | null {
  return body[0] === 0x7b || body[0] === 0x5b ? 'application/json' : null
}
