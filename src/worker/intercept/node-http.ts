import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type http from 'node:http'
import { types } from 'node:util'
import { RawBody } from '../../core/cassette/raw-body.ts'
import { callStack } from '../context/call-stack.ts'
import type { CallSite, ResponseTap } from '../context/http-call.ts'
import { bypassing, type RunScope } from '../context/scope.ts'
import { SendingBody } from '../context/sending-body.ts'
import {
  agentOf,
  headerPairs,
  namedTrailers,
  readHttpArguments,
  sentHeaders,
  socketHeader,
  type HttpArguments,
} from './http-arguments.ts'
import { answerHttp } from './http-answer.ts'
import { forwardHttp, readRequest } from './http-forward.ts'
import { forgetAgents, openConnection, replayAgentOf } from './replay-agent.ts'
import { acceptUpgrade, answerConnection } from './replay-server.ts'
import type { ReplaySocket } from './replay-socket.ts'
import { describeHandshake } from './websocket/handshake.ts'
import { serveUpgrade, watchUpgrade } from './websocket/upgrade.ts'
import { watchClient, watchSent } from './watch-client.ts'

/** Starts a request that asks for a WebSocket within a run. */
export function interceptUpgrade(
  scope: RunScope,
  site: CallSite,
  args: never[],
  stack: string | undefined,
): http.ClientRequest {
  const read = readHttpArguments(site, args)
  if (!read || scope.passes(read)) return letOut(() => start(site, args))
  const headers = Object.entries(read.options.headers ?? {}).map(
    ([name, value]): [string, string] => [name, String(value)],
  )
  const verdict = scope.socket?.(describeHandshake(read.url, headers, stack)) ?? { kind: 'open' }
  if (verdict.kind !== 'served') {
    const request = letOut(() => start(site, args))
    if (verdict.kind === 'recorded') watchUpgrade(request, verdict.tap)
    return request
  }
  const { protocol } = new URL(read.url)
  const leading = {
    ...read.options,
    agent: undefined,
    createConnection: () => openConnection({ ...read.options, protocol }, acceptUpgrade) as never,
    socketPath: undefined,
  }
  const onResponse = read.onResponse ? [read.onResponse] : []
  const request = site.original(...([leading, ...onResponse] as never[]))
  serveUpgrade(request, verdict.socket)
  return request
}

interface CallContext {
  /** The client has its answer: what it opens from now on is no connection of the request. */
  isAnswered: boolean
}

/** The requests that were let out to the network: their connections are real. */
const calls = new AsyncLocalStorage<CallContext>()

/** Returns `true` within a `node:http` request that was let out to the network. */
export function isRequestOut(): boolean {
  return calls.getStore() !== undefined
}

/** Returns `true` where the connection of such a request is opened. */
export function isRequestSocket(): boolean {
  const context = calls.getStore()
  if (!context) return false
  if (!context.isAnswered) return true
  // By the agent or the request itself, and not by a callback of the client.
  return /node:_http_agent|new ClientRequest/.test(callStack() ?? '')
}

/** `true` while a function that calls the thin one in turn, as MSW's do, starts a request. */
let isStarting = false

/** Starts a `node:http` request made within a run. */
export function interceptHttp(
  scope: RunScope,
  site: CallSite,
  args: never[],
  stack: string | undefined,
): http.ClientRequest {
  const read = isStarting ? undefined : readHttpArguments(site, args)
  if (!read) return site.original(...args)
  const { method, url, options } = read
  // A tunnel of a proxy is no request to anybody.
  if (method === 'CONNECT' || scope.passes({ method, url })) return letOut(() => start(site, args))
  let request: http.ClientRequest | undefined
  const open = scope.depart?.({
    method,
    url,
    stack,
    get headers() {
      return request ? sentHeaders(request, options) : []
    },
  })
  if (!open) return replayed(scope, site, read, stack)
  // One that Node refuses is none.
  request = letOut(() => start(site, args))
  const { tap } = open()
  watchClient(request, () => tap)
  watchSent(request, tap)
  return request
}

/** Starts a request as the client would without us: by the user's own MSW server, where one is in force. */
function start(site: CallSite, args: never[]): http.ClientRequest {
  const present =
    site.name === 'ClientRequest' ? site.thin : (site.module[site.name] as CallSite['original'])
  isStarting = true
  try {
    return isOfMsw(present) && !comesFromMsw(args) ? present(...args) : site.original(...args)
  } finally {
    isStarting = false
  }
}

/**
 * Returns `true` for a function by which an MSW server stands before Node's.
 *
 * @note It is a proxy. A function that adds a header or counts has been called already, and would be once more.
 */
function isOfMsw(present: CallSite['original']): boolean {
  return types.isProxy(present)
}

/** Returns `true` for a call from the user's MSW server, which has replaced the agent already. */
function comesFromMsw(args: readonly unknown[]): boolean {
  return args.some((arg) => {
    const agent = (arg as { agent?: { constructor: { name: string } } } | null)?.agent
    return !!agent && /^Mock(Https?)?Agent$/.test(agent.constructor.name)
  })
}

function letOut(begin: () => http.ClientRequest): http.ClientRequest {
  const context: CallContext = { isAnswered: false }
  const request = calls.run(context, begin)
  // A connection is opened when its first byte is written, which may be long after it was created.
  for (const name of ['write', 'end', 'flushHeaders'] as const) {
    const method = request[name] as (...args: unknown[]) => never
    request[name] = (...args: unknown[]) => calls.run(context, () => method.apply(request, args))
  }
  const { emit } = request
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event === 'response') context.isAnswered = true
    return emit.call(request, event, ...args)
  }
  return request
}

/** Starts a request whose connection leads to the recording. */
function replayed(
  scope: RunScope,
  site: CallSite,
  { options, onResponse, url }: HttpArguments,
  stack: string | undefined,
): http.ClientRequest {
  const resource = new AsyncResource('VITEST_REPLAY_REQUEST')
  const { protocol } = new URL(url)
  const agent = agentOf(site.module, options)
  const connection =
    agent || options.agent === false
      ? { agent: replayAgentOf(agent, agent?.protocol ?? protocol), createConnection: undefined }
      : { createConnection: () => openConnection({ ...options, protocol }) as never }
  const replaying = { ...options, ...connection, socketPath: undefined }
  const tap: { out?: ResponseTap } = {}
  let isReceived = false
  const answer = async (
    received: http.IncomingMessage,
    response: http.ServerResponse,
    client: ReplaySocket,
  ): Promise<void> => {
    isReceived = true
    const headers = [...headerPairs(received.rawHeaders), ...socketHeader(options)]
    const readBody = async (onBytes?: (bytes: Uint8Array) => void) => {
      const body = new RawBody(await readRequest(received, onBytes))
      headers.push(...namedTrailers(received.rawTrailers))
      return body
    }
    const verdict = await scope.http({
      method: received.method ?? 'GET',
      url,
      headers,
      readBody,
      isWaiting: () => request.socket?.destroyed === false,
      proceed: () => void (asksFirst(received) && response.writeContinue()),
      stack,
    })
    if (verdict.kind !== 'live') return answerHttp(verdict, response, client)
    tap.out = verdict.tap
    const out = () =>
      bypassing(() => letOut(() => start(site, [{ ...options, headers: {} }] as never[])))
    const body = verdict.arriving ?? verdict.body.bytes
    forwardHttp(out, { received, body, response, client, tap: verdict.tap })
  }
  const args = [replaying, ...(onResponse ? [onResponse] : [])] as never[]
  const request = site.original(...args)
  request.prependListener('socket', (socket) => {
    const client = socket as unknown as ReplaySocket
    const handle = (received: http.IncomingMessage, response: http.ServerResponse) =>
      void answer(received, response, client).catch((error: Error) => client.destroy(error))
    answerConnection(client.server, resource.runInAsyncScope.bind(resource, handle, null))
  })
  watchClient(request, () => tap.out)
  const sending = new SendingBody()
  watchSent(request, {
    sent: (bytes) => isReceived || sending.add(bytes),
    sentAll: () => {},
  })
  // One that the client gives up before it is sent was made all the same.
  request.on('close', () => {
    if (isReceived || scope.phase !== 'open') return
    const { method } = request
    const headers = sentHeaders(request, options)
    const readBody = async () => sending.body
    const decided = scope.http({ method, url, headers, readBody, stack })
    // It is not sent any more.
    decided.then((late) => late.kind === 'live' && late.tap.end('aborted')).catch(() => {})
  })
  return request
}

/** @note As Node's server decides on `checkContinue`. */
function asksFirst({ headers }: http.IncomingMessage): boolean {
  return /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '')
}

let covers = 0

/** Counts the runs that go on; the connections of a run end with the last of them. */
export function coverNodeHttp(): () => void {
  covers++
  return () => {
    if (--covers === 0) forgetAgents()
  }
}
