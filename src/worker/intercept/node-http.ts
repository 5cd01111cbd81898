import { AsyncLocalStorage } from 'node:async_hooks'
import { errorMonitor } from 'node:events'
import type http from 'node:http'
import { restoreError } from '../../core/cassette/value.ts'
import type { RunScope } from '../scope.ts'
import type { CallSite } from './early-http.ts'
import type { ResponseTap } from './http-call.ts'
import { createMsw2Host } from './host-msw2.ts'
import { createMsw3Host } from './host-msw3.ts'
import { mswMajor } from './msw.ts'
import { replayStream } from './response-stream.ts'

/** A request that MSW's interceptor holds until it is answered or let through. */
export interface HeldRequest {
  request: Request
  requestId: string
  respondWith(response: Response): void
  errorWith(error: Error): void
}

/** What is told of every held request; a request it leaves alone falls through to the user's own handlers. */
export interface HeldRequestListener {
  onRequest(held: HeldRequest): Promise<void>
  onResponse(event: { requestId: string; response: Response }): void
}

/** What differs between the majors of MSW. */
export interface MswHost {
  /** Calls one of `http`'s functions so that the listener is told of the request. */
  call(site: CallSite, args: never[]): http.ClientRequest
  /** A run has ended: what was put in force for it alone is taken away. */
  release(): void
}

interface CallContext {
  scope: RunScope
  stack: string | undefined
  tap?: ResponseTap
}

const calls = new AsyncLocalStorage<CallContext>()
const taps = new Map<string, { tap: ResponseTap; isHead: boolean }>()

/** Whether this code runs within an intercepted `node:http` request. */
export function isHttpCall(): boolean {
  return calls.getStore() !== undefined
}

const listener: HeldRequestListener = {
  async onRequest(held) {
    const context = calls.getStore()
    if (!context || context.scope.passes(held.request.url)) return
    const { request } = held
    const verdict = await context.scope.http({
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      readBody: async () => new Uint8Array(await request.clone().arrayBuffer()),
      signal: request.signal,
      stack: context.stack,
    })
    if (verdict.kind === 'live') {
      context.tap = verdict.tap
      taps.set(held.requestId, { tap: verdict.tap, isHead: request.method === 'HEAD' })
    } else if (verdict.kind === 'fail') {
      held.errorWith(restoreError(verdict.error) as Error)
    } else if (verdict.kind === 'hang') {
      await new Promise(() => {})
    } else {
      const { response } = verdict
      const isHead = request.method === 'HEAD'
      const headers = new Headers(response.headers)
      // @see https://github.com/mswjs/interceptors: without it a broken-off body looks like a whole one.
      if (!isHead && (response.streamed || response.end !== 'complete'))
        headers.set('transfer-encoding', 'chunked')
      // Without it MSW 2 sends a chunked body after the head, which breaks the client's parser.
      if (isHead) headers.set('content-length', '0')
      const body = isHead ? null : replayStream(response, request.signal)
      held.respondWith(
        new Response(body, { status: response.status, statusText: response.statusText, headers }),
      )
    }
  },
  onResponse({ requestId, response }) {
    const watched = taps.get(requestId)
    taps.delete(requestId)
    if (watched) void watchResponse(response, watched.tap, watched.isHead)
  },
}

async function watchResponse(response: Response, tap: ResponseTap, isHead: boolean): Promise<void> {
  tap.head({
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
  })
  try {
    // MSW waits for the body that a HEAD request does not get.
    if (response.body && !isHead) for await (const chunk of response.body) tap.chunk(chunk)
    tap.end('complete')
  } catch {
    tap.end('truncated')
  }
}

let host: MswHost | undefined
/** While MSW's functions, which call ours in their turn, start a request. */
let isStarting = false

/** Starts a `node:http` request made within a run. */
export function interceptHttp(
  scope: RunScope,
  site: CallSite,
  args: never[],
  stack: string | undefined,
): http.ClientRequest {
  if (isStarting) return site.original(...args)
  host ??= mswMajor() >= 3 ? createMsw3Host(listener) : createMsw2Host(listener)
  const context: CallContext = { scope, stack }
  let request: http.ClientRequest
  isStarting = true
  try {
    request = calls.run(context, () => host!.call(site, args))
  } finally {
    isStarting = false
  }
  watchEnd(request, context)
  return request
}

/** Tells a connection that the server broke off from one that the client left; a whole answer is watched to its end. */
function watchEnd(request: http.ClientRequest, context: CallContext): void {
  let hasLeft = false
  const errorOf = () => (request as { res?: http.IncomingMessage }).res?.errored ?? request.errored
  const destroy = request.destroy.bind(request)
  request.destroy = (error) => {
    hasLeft ||= !errorOf()
    return destroy(error)
  }
  request.on(errorMonitor, (error: Error) => {
    if (hasLeft) context.tap?.end('aborted')
    else context.tap?.fail(error)
  })
  request.on('close', () => {
    if ((request as { res?: http.IncomingMessage }).res?.complete) return
    context.tap?.end(errorOf() && !hasLeft ? 'truncated' : 'aborted')
  })
}

/** Tells the host that a run has ended. */
export function releaseNodeHttp(): void {
  host?.release()
}
