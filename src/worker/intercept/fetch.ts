import type { RawBody } from '../../core/cassette/raw-body.ts'
import { bypassing, type RunScope } from '../context/scope.ts'
import { callStack } from '../context/call-stack.ts'
import { readAsFar } from '../context/broken-body.ts'
import type {
  Departure,
  ExchangeTap,
  OutgoingCall,
  ReplayResponse,
  ResponseTap,
} from '../context/http-call.ts'
import { nextTurn } from '../context/timers.ts'
import { verifyIntegrity } from './fetch-integrity.ts'
import { redirectTarget, type HopsSoFar } from './fetch-redirect.ts'
import {
  bodyOf,
  openRequest,
  readStream,
  settingsOf,
  type FetchInput,
  type OpenRequest,
} from './fetch-request.ts'
import { hasLeft, untilAborted, untilPassed } from '../context/abort-signals.ts'
import { readIntoBuffers, replayStream } from './response-stream.ts'
import { restoreFetchError } from './undici-errors.ts'
import { watchReceived, watchUpload } from './watch-streams.ts'

/** Answers a `fetch` made within a run. `native` is the implementation that would have been called. */
export async function interceptFetch(
  scope: RunScope,
  native: typeof fetch,
  input: FetchInput,
  init: RequestInit | undefined,
  stack: string | undefined,
  route: HopsSoFar = { hops: 0, isCross: false },
): Promise<Response> {
  const open = openRequest(input, init)
  const { request } = open
  if (!/^https?:/.test(request.url) || scope.passes(request)) {
    return bypassing(() => native(input, init))
  }
  request.signal.throwIfAborted()
  const { response, body } = await answer(scope, native, open, stack)
  const redirect = redirectTarget(response, request, body, route)
  if (!redirect) {
    if (request.integrity !== '') await verifyIntegrity(response, request.integrity, native)
    return present(response, request.url, route)
  }
  await response.body?.cancel()
  const { signal } = open
  return interceptFetch(
    scope,
    native,
    redirect.url,
    {
      ...redirect.init,
      ...settingsOf(request),
      ...(request.integrity === '' ? {} : { integrity: request.integrity }),
      ...(signal ? { signal } : {}),
      ...dispatcherOf(init),
    },
    stack,
    redirect.route,
  )
}

/** The response to a request, and the body that a redirect sends again: `null` for one that was streamed. */
interface Answered {
  response: Response
  body: RawBody | null
}

async function answer(
  scope: RunScope,
  native: typeof fetch,
  open: OpenRequest,
  stack: string | undefined,
): Promise<Answered> {
  const { request, signal, readBody } = open
  const { method, url } = request
  const headers = [...request.headers]
  const call: OutgoingCall = { method, url, headers, stack, isDecoded: true }
  const departure = scope.depart?.(call)?.()
  if (departure) return send(native, open, departure)
  const isWaiting = () => signal?.aborted !== true
  const answering = scope.http({ ...call, readBody, isWaiting, signal: signal ?? request.signal })
  const verdict = await untilAborted(answering, signal).catch((error: unknown) => {
    void answering.then(
      (late) => late.kind === 'live' && late.tap.end('aborted'),
      () => {},
    )
    throw error
  })
  verdict.locate?.(callStack())
  if (verdict.kind === 'fail') {
    if (signal && verdict.after !== undefined) await untilPassed(signal, verdict.after)
    throw restoreFetchError(verdict.error)
  }
  if (verdict.kind === 'broken') throw new TypeError('fetch failed', { cause: verdict.error })
  if (verdict.kind === 'hang') return untilAborted(new Promise<never>(() => {}), signal)
  const arriving = verdict.kind === 'live' ? verdict.arriving : undefined
  const body = open.streaming === 'stream' || arriving ? null : verdict.body
  if (verdict.kind === 'respond')
    return { body, response: toResponse(verdict.response, request, signal) }
  const init: RequestInit = arriving
    ? { body: ReadableStream.from(arriving) as never, duplex: 'half' }
    : bodyOf(verdict.body)
  return { body, response: await passThrough(native, open, init, verdict.tap) }
}

/** Sends a request that is watched. */
async function send(
  native: typeof fetch,
  open: OpenRequest,
  { tap, locate }: Departure,
): Promise<Answered> {
  let body: RawBody | null = null
  let init: RequestInit = {}
  if (open.streaming === 'stream' && open.request.body) {
    init = { body: watchUpload(open.request.body, tap), duplex: 'half' }
  } else if (open.streaming === 'request') {
    return sendRequest(native, open, tap)
  } else {
    const read = await readAsFar(open)
    if (read.broken) {
      const error = new TypeError('fetch failed', { cause: read.broken.cause })
      tap.fail(error)
      throw error
    }
    body = read.body
    tap.sentBody(body)
    init = bodyOf(body)
  }
  locate?.(callStack())
  return { body, response: await passThrough(native, open, init, tap) }
}

/** Sends a `Request` as it is: its framing goes by what its body was made of. */
async function sendRequest(
  native: typeof fetch,
  open: OpenRequest,
  tap: ExchangeTap,
): Promise<Answered> {
  let body: RawBody | null = null
  const copy = open.request.clone()
  const sent = (bytes: Uint8Array) => tap.sent(bytes)
  const whole = readStream(copy.body, sent).then(
    (read) => {
      body = read
      tap.sentAll()
    },
    () => {},
  )
  const response = await passThrough(native, open, null, tap)
  await Promise.race([whole, nextTurn()])
  return { body, response }
}

/** Adds the properties to a response that only `fetch` itself can set. */
function present(response: Response, address: string, route: HopsSoFar): Response {
  const clone = response.clone.bind(response)
  const url = address.replace(/#.*/, '')
  const facts = {
    url,
    redirected: route.hops > 0,
    type: route.isCross ? 'cors' : 'basic',
    clone: () => alike(present(clone(), url, route), response),
  }
  for (const [name, value] of Object.entries(facts))
    Object.defineProperty(response, name, { value, configurable: true })
  for (const name of ['append', 'delete', 'set'])
    Object.defineProperty(response.headers, name, { value: refuseChange, configurable: true })
  return response
}

function refuseChange(): never {
  throw new TypeError('immutable')
}

/** Makes a response. Its status and its reason may be what `Response` refuses and `fetch` does not. */
function makeResponse(
  body: ReadableStream<Uint8Array> | null,
  { statusText, status, headers }: Required<ResponseInit> & { status: number },
): Response {
  if (body) readIntoBuffers(body)
  const init = { status: Math.min(status, 599), headers }
  const made = new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, init)
  if (status > 599) Object.defineProperty(made, 'status', { value: status, configurable: true })
  return withReason(made, statusText)
}

/** Gives a copy the status and the reason of what it was copied from. */
function alike(copy: Response, { status, statusText }: Response): Response {
  if (copy.status !== status)
    Object.defineProperty(copy, 'status', { value: status, configurable: true })
  return withReason(copy, statusText)
}

function withReason(response: Response, statusText: string): Response {
  return Object.defineProperty(response, 'statusText', { value: statusText, configurable: true })
}

function dispatcherOf(
  init: Pick<RequestInit, 'dispatcher'> | undefined,
): Pick<RequestInit, 'dispatcher'> {
  return init?.dispatcher ? { dispatcher: init.dispatcher } : {}
}

function toResponse(
  recorded: ReplayResponse,
  request: Request,
  signal: AbortSignal | undefined,
): Response {
  const { status, statusText, headers } = recorded
  const body = request.method === 'HEAD' ? null : replayStream(recorded, signal)
  return makeResponse(body, { status, statusText, headers })
}

/**
 * Sends the request for real and watches the answer on its way to the client: the client's reads
 * drive the upstream's, so nothing is delayed, and a cancelled body is cancelled upstream.
 *
 * @note The response is not cloned: a clone's branches wait for each other when one is cancelled.
 * @see https://github.com/mswjs/interceptors/issues/799
 */
async function passThrough(
  native: typeof fetch,
  { request, signal, dispatcher }: OpenRequest,
  /** `null` for that of the request. */
  body: RequestInit | null,
  tap: ResponseTap,
): Promise<Response> {
  const options: RequestInit = {
    ...(body ? { method: request.method, headers: request.headers, ...settingsOf(request) } : {}),
    // Redirects are followed hop by hop, so that each hop is an action of its own.
    redirect: request.redirect === 'follow' ? 'manual' : request.redirect,
    ...(signal ? { signal } : {}),
    ...dispatcherOf({ dispatcher }),
    ...body,
  }
  let upstream: Response
  try {
    upstream = await bypassing(() => native(body ? request.url : request, options))
  } catch (error) {
    if (signal && hasLeft(signal, error)) tap.end('aborted')
    else tap.fail(error)
    throw error
  }
  const head = {
    status: upstream.status,
    statusText: upstream.statusText,
    headers: [...upstream.headers],
  }
  tap.head(head)
  if (!upstream.body) {
    tap.end('complete')
    return upstream
  }
  return makeResponse(watchReceived(upstream.body, tap, signal), head)
}
