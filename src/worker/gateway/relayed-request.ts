import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerHead, RelayedRequest } from './gateway-messages.ts'

/** Headers between two neighbours, and those that `fetch` makes itself. */
const OWN =
  /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|accept-encoding|expect)$/i

/** Reads the address that a request asks a gateway for: of a proxy, or behind `/to`. */
export function targetOf(path: string): string | undefined {
  if (/^https?:\/\//i.test(path)) return path
  const [, scheme, rest] = /^\/to\/(https?)\/(.+)$/i.exec(path) ?? []
  return scheme === undefined ? undefined : `${scheme}://${rest}`
}

/** The headers of a request that go on to its target. */
export function headersToTarget({
  rawHeaders,
}: Pick<IncomingMessage, 'rawHeaders'>): Array<[string, string]> {
  const headers: Array<[string, string]> = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!, rawHeaders[index + 1]!]
    if (!OWN.test(name)) headers.push([name, value])
  }
  return headers
}

/** Begins an answer whose body `fetch` has decoded. */
export function writeHead(response: ServerResponse, head: AnswerHead): void {
  const kept = new Map<string, string[]>()
  for (const [name, value] of head.headers) {
    if (OWN.test(name) || /^content-encoding$/i.test(name)) continue
    const key = name.toLowerCase()
    kept.set(key, [...(kept.get(key) ?? []), value])
  }
  for (const [name, values] of kept)
    response.setHeader(name, values.length === 1 ? values[0]! : values)
  response.writeHead(head.status, head.statusText)
  response.flushHeaders()
}

/** Makes a request of a child process, as it was made. */
export function askTarget(
  { method, url, headers, body }: RelayedRequest,
  signal: AbortSignal,
): Promise<Response> {
  const sent = body.length > 0 ? { body: new Uint8Array(body) } : {}
  return fetch(url, { method, headers, ...sent, redirect: 'manual', signal })
}

export function headOf({ status, statusText, headers }: Response): AnswerHead {
  return { status, statusText, headers: [...headers] }
}
