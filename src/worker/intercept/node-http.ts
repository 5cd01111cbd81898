import { AsyncLocalStorage } from 'node:async_hooks'
import type http from 'node:http'
import { RawBody } from '../../core/cassette/raw-body.ts'
import { restoreError } from '../../core/cassette/value.ts'
import { callStack } from '../context/call-stack.ts'
import type { CallSite, ResponseTap } from '../context/http-call.ts'
import { currentScope, type RunScope } from '../context/scope.ts'
import { createMsw2Host } from './host-msw2.ts'
import { createMsw3Host } from './host-msw3.ts'
import type { InterceptedRequestListener, MswHost } from './msw-host.ts'
import { mswMajor } from './msw.ts'
import { replayStream } from './response-stream.ts'
import { watchClient } from './watch-client.ts'

interface CallContext {
  scope: RunScope
  stack: string | undefined
  tap?: ResponseTap
  /** Let out to the network: its connection is real. */
  isOut?: true
  /** The client has its answer: what it opens from now on is no connection of the request. */
  isAnswered?: true
}

const calls = new AsyncLocalStorage<CallContext>()

/** Returns `true` within a `node:http` request that was let out to the network. */
export function isRequestOut(): boolean {
  return calls.getStore()?.isOut === true
}

/** Returns `true` where the connection of an intercepted `node:http` request is opened. */
export function isRequestSocket(): boolean {
  const context = calls.getStore()
  if (!context) return false
  if (context.isOut && !context.isAnswered) return true
  // By the agent or the request itself, and not by a callback of the client.
  return /node:_http_agent|new ClientRequest/.test(callStack() ?? '')
}

const answer: InterceptedRequestListener = async ({ request, respondWith, errorWith }) => {
  const context = calls.getStore()
  // Without a scope it is a request that was let out to the network, in the context of an earlier
  // call.
  if (!context) return
  if (!currentScope() || context.scope.passes(request)) {
    context.isOut = true
    return
  }
  const verdict = await context.scope.http({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    readBody: async () => new RawBody(new Uint8Array(await request.clone().arrayBuffer())),
    signal: request.signal,
    stack: context.stack,
  })
  if (verdict.kind === 'live') {
    context.tap = verdict.tap
    context.isOut = true
  } else if (verdict.kind === 'fail') {
    errorWith(restoreError(verdict.error) as Error)
  } else if (verdict.kind === 'hang') {
    await new Promise(() => {})
  } else {
    const { response } = verdict
    const isHead = request.method === 'HEAD'
    const headers = new Headers(response.headers)
    // Without it a broken-off body looks like a whole one.
    if (!isHead && (response.streamed || response.end !== 'complete'))
      headers.set('transfer-encoding', 'chunked')
    // Without it MSW 2 sends a chunked body after the head, which breaks the client's parser.
    if (isHead) headers.set('content-length', '0')
    const body = isHead ? null : replayStream(response, request.signal)
    respondWith(
      new Response(body, { status: response.status, statusText: response.statusText, headers }),
    )
  }
}

let host: MswHost | undefined
/** `true` while MSW's functions, which call the thin ones in turn, start a request. */
let isStarting = false

function start(host: MswHost, site: CallSite, args: never[]): http.ClientRequest {
  isStarting = true
  try {
    return host.call(site, args)
  } finally {
    isStarting = false
  }
}

/** Starts a `node:http` request made within a run. */
export function interceptHttp(
  scope: RunScope,
  site: CallSite,
  args: never[],
  stack: string | undefined,
): http.ClientRequest {
  if (isStarting) return site.original(...args)
  host ??= mswMajor() >= 3 ? createMsw3Host(answer) : createMsw2Host(answer)
  const context: CallContext = { scope, stack }
  const within = <T>(work: () => T): T => calls.run(context, work)
  const request = within(() => start(host!, site, args))
  // MSW intercepts the request when its first byte is written, which may be long after it was
  // created.
  for (const name of ['write', 'end', 'flushHeaders'] as const) {
    const method = request[name] as (...args: unknown[]) => never
    request[name] = (...args: unknown[]) => within(() => method.apply(request, args))
  }
  watchClient(request, () => context.tap)
  noteAnswer(request, context)
  return request
}

function noteAnswer(request: http.ClientRequest, context: CallContext): void {
  const { emit } = request
  request.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event === 'response') context.isAnswered = true
    return emit.call(request, event, ...args)
  }
}

let covers = 0

/** Keeps the host in force until the last run has ended. */
export function coverNodeHttp(): () => void {
  covers++
  return () => {
    if (--covers === 0) host?.release()
  }
}
