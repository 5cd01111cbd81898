import type http from 'node:http'
import type https from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { basename } from 'node:path'
import { SOCKET_PATH, TRAILER } from '../../core/request-headers/meaningful-headers.ts'
import type { CallSite } from '../context/http-call.ts'

/** A call of `http.request` in one form: its options, and who is called with the response. */
export interface HttpArguments {
  options: https.RequestOptions
  onResponse: ((response: http.IncomingMessage) => void) | undefined
  method: string
  /** The URL that it means: the origin's, where a proxy is asked for it. */
  url: string
}

/**
 * Reads the arguments of `http.request`, as Node does; `undefined` for some that it refuses.
 *
 * @see https://nodejs.org/api/http.html#httprequesturl-options-callback
 */
export function readHttpArguments(
  { module }: Pick<CallSite, 'module'>,
  args: readonly unknown[],
): HttpArguments | undefined {
  const rest = [...args]
  let options: https.RequestOptions = {}
  try {
    if (typeof rest[0] === 'string') options = urlToHttpOptions(new URL(rest.shift() as string))
    else if (rest[0] instanceof URL) options = urlToHttpOptions(rest.shift() as URL)
  } catch {
    return undefined
  }
  if (typeof rest[0] === 'object') options = { ...options, ...(rest.shift() as object) }
  if (!isAgent(options.agent)) return undefined
  const onResponse =
    typeof rest[0] === 'function' ? (rest[0] as HttpArguments['onResponse']) : undefined
  const method = typeof options.method === 'string' ? options.method.toUpperCase() : 'GET'
  const url = urlOf(options, agentOf(module, options)?.protocol ?? protocolOf(module))
  return url === undefined ? undefined : { options, onResponse, method, url }
}

/** The agent of a request: its own, that of its module, or none. */
export function agentOf(
  module: CallSite['module'],
  { agent, createConnection }: https.RequestOptions,
): (http.Agent & { protocol?: string; keepAlive?: boolean }) | undefined {
  if (typeof agent === 'boolean') return undefined
  if (agent) return agent
  return typeof createConnection === 'function' ? undefined : module.globalAgent
}

function isAgent(agent: unknown): boolean {
  if (agent === undefined || agent === null || agent === false) return true
  return typeof (agent as { addRequest?: unknown }).addRequest === 'function'
}

function protocolOf(module: CallSite['module']): string {
  return 'ClientRequest' in module ? 'http:' : 'https:'
}

function urlOf(options: https.RequestOptions, fallback: string): string | undefined {
  const protocol = options.protocol ?? fallback
  const path = options.path ?? '/'
  if (/^https?:\/\//.test(path)) return URL.canParse(path) ? new URL(path).href : undefined
  const host = options.hostname ?? options.host ?? 'localhost'
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const port = options.port ?? options.defaultPort
  const origin = `${protocol}//${name}${port === undefined || port === null || port === '' ? '' : `:${port}`}`
  return URL.canParse(origin + path) ? new URL(origin + path).href : undefined
}

/** The headers of a request that was made, in lower case, with all that takes part as one. */
export function sentHeaders(
  request: http.ClientRequest,
  options: https.RequestOptions,
): Array<[string, string]> {
  const sent = [...trailersOf(request), ...socketHeader(options)]
  const { headers } = options
  // Node writes a list as it is, and keeps none of it.
  if (Array.isArray(headers))
    return [...headerPairs((headers as unknown[]).flat().map(String)), ...sent]
  const own = Object.entries(request.getHeaders()).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : String(value)] as [string, string]],
  )
  return [...own, ...sent]
}

/** The file of the socket that a request is sent to, in the place of a host: its folder is another one on each machine. */
export function socketHeader({ socketPath }: https.RequestOptions): Array<[string, string]> {
  return typeof socketPath === 'string' ? [[SOCKET_PATH, basename(socketPath)]] : []
}

/** @note Node keeps them as the text that it sends. */
function trailersOf(request: http.ClientRequest): Array<[string, string]> {
  const { _trailer: text = '', chunkedEncoding } = request as { _trailer?: string } & typeof request
  if (!chunkedEncoding) return []
  const lines = text.split('\r\n').filter((line) => line !== '')
  return namedTrailers(
    lines.flatMap((line) => [line.split(':', 1)[0]!, line.slice(line.indexOf(':') + 2)]),
  )
}

/** The trailers of a request under the names by which they take part. */
export function namedTrailers(flat: readonly string[]): Array<[string, string]> {
  return headerPairs(flat).map(([name, value]) => [TRAILER + name, value])
}

/** Names and values of a flat list; the names in lower case. */
export function headerPairs(flat: readonly string[]): Array<[string, string]> {
  return Array.from({ length: flat.length >> 1 }, (_, index) => [
    flat[2 * index]!.toLowerCase(),
    flat[2 * index + 1]!,
  ])
}
