import { bodyContent, describeRaw, normalizeBoundary, type ReadJson } from '../cassette/body.ts'
import { isHeader } from '../cassette/response-head.ts'
import type { RawBody } from '../cassette/raw-body.ts'
import { redactBody } from '../cassette/redact-body.ts'
import type { RecordedRequest } from '../cassette/schema.ts'
import { unknownHeaders } from '../matching/unknown-headers.ts'
import { readModelRequest, type ModelRequest } from '../providers/index.ts'
import type { Redactor } from '../redaction/index.ts'

/** A request as its client sends it, but for its body. */
export interface SentCall {
  method: string
  url: string
  headers: ReadonlyArray<readonly [name: string, value: string]>
  protocol?: 'h2'
}

/** Describes a request for the cassette: redacted. */
export function describeRequest(
  call: SentCall,
  sent: RawBody,
  redactor: Redactor,
  readJson?: ReadJson,
): RecordedRequest {
  const contentType =
    call.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const fixed = normalizeBoundary(sent, contentType)
  const sendable = call.headers.filter(isHeader)
  const headers = withContentType({ ...call, headers: sendable }, fixed.contentType)
  const body = describeRaw(fixed.raw, fixed.contentType, readJson ? { readJson } : {})
  const kept = redactor.headers(headers, 'request')
  const unknown = unknownHeaders(sendable, kept)
  const request: RecordedRequest = {
    method: call.method.toUpperCase(),
    url: redactor.url(call.url),
    headers: kept,
    ...(unknown.length > 0 ? { unknownHeaders: unknown } : {}),
    ...(call.protocol ? { protocol: call.protocol } : {}),
  }
  if (body) request.body = redactBody(body, redactor, codingOf(kept))
  return request
}

/** The coding of a request's body. */
export function codingOf(
  headers: ReadonlyArray<readonly [name: string, value: string]>,
): string | undefined {
  return headers.find(([name]) => isNamed(name, 'content-encoding'))?.[1]
}

/**
 * The headers of a request with the content type that names the fixed boundary, and without the host that its URL names: another
 * one leads the request to another site of the same server.
 */
export function withContentType(
  { headers, url }: Pick<SentCall, 'headers' | 'url'>,
  contentType: string | null,
): Array<[string, string]> {
  return headers.flatMap(([name, value]): Array<[string, string]> => {
    if (isNamed(name, 'content-type')) return [[name, contentType ?? value]]
    return isNamed(name, 'host') && isHostOf(value, url) ? [] : [[name, value]]
  })
}

function isNamed(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted
}

const HOST = /^(?:(http|ws)|https|wss):\/\/(?:[^@/?#]*@)?([^/?#]*)/i

function isHostOf(value: string, url: string): boolean {
  const [, plain, host] = HOST.exec(url) ?? []
  if (host === undefined) return true
  const port = plain === undefined ? /:443$/ : /:80$/
  return value.toLowerCase().replace(port, '') === host.toLowerCase().replace(port, '')
}

/** Classifies a request: a model call with its facts, or another external call. */
export function classify(request: {
  method: string
  url: string
  headers?: ReadonlyArray<readonly [string, string]>
  body?: RecordedRequest['body']
}): {
  type: 'llm' | 'http'
  name: string
  model: ModelRequest | null
} {
  const content = bodyContent(request.body)
  const body = content && 'json' in content ? content.json : undefined
  const model = readModelRequest({ ...request, body })
  if (model)
    return { type: 'llm', name: `${model.operation} ${model.model ?? model.provider}`, model }
  return { type: 'http', name: plainName(request), model: null }
}

/** The name of a request that is no model call. */
export function plainName({ method, url }: { method: string; url: string }): string {
  return `${method.toUpperCase()} ${hostAndPath(url)}`
}

function hostAndPath(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/[?#].*$/, '')
}
