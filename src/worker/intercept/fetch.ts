import { RawBody } from '../../core/cassette/raw-body.ts'
import { restoreError } from '../../core/cassette/value.ts'
import { bypassing, type RunScope } from '../context/scope.ts'
import { callStack } from '../context/call-stack.ts'
import type { HttpCall, ReplayResponse, ResponseTap } from '../context/http-call.ts'
import { replayStream } from './response-stream.ts'

type FetchInput = string | URL | Request
type FetchBody = NonNullable<RequestInit['body']>

/** Answers a `fetch` made within a run. `native` is the implementation that would have been called. */
export async function interceptFetch(
  scope: RunScope,
  native: typeof fetch,
  input: FetchInput,
  init: RequestInit | undefined,
  stack: string | undefined,
  hops = 0,
): Promise<Response> {
  const { request, readBody } = openRequest(input, init)
  if (!/^https?:/.test(request.url) || scope.passes(request)) {
    return bypassing(() => native(input, init))
  }
  request.signal.throwIfAborted()
  const signal = canGiveUp(input, init) ? request.signal : undefined
  const call: HttpCall = {
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    readBody,
    signal: request.signal,
    stack,
  }
  const answering = scope.http(call)
  const verdict = await untilAborted(answering, signal).catch((error: unknown) => {
    void answering.then(
      (late) => late.kind === 'live' && late.tap.end('aborted'),
      () => {},
    )
    throw error
  })
  verdict.locate?.(callStack())
  if (verdict.kind === 'fail') throw restoreError(verdict.error)
  if (verdict.kind === 'hang') return untilAborted(new Promise<never>(() => {}), signal)
  const response =
    verdict.kind === 'respond'
      ? toResponse(verdict.response, request, signal)
      : await passThrough(native, request, verdict.body, init, verdict.tap)
  const redirect = redirectTarget(response, request, verdict.body)
  if (!redirect) return present(response, request.url, hops > 0)
  if (hops === 20)
    throw new TypeError('fetch failed', { cause: new Error('redirect count exceeded') })
  await response.body?.cancel()
  return interceptFetch(
    scope,
    native,
    redirect.url,
    { ...redirect.init, ...dispatcherOf(init) },
    stack,
    hops + 1,
  )
}

/** A request has a signal of its own in any case, which only one that the client hands over can abort. */
function canGiveUp(input: FetchInput, init: RequestInit | undefined): boolean {
  return Boolean(init?.signal) || !isAddress(input)
}

interface OpenRequest {
  request: Request
  readBody: () => Promise<RawBody>
}

/** @note A `Request` makes a stream of its body, which is read right back. A text stays beside the request instead. */
function openRequest(input: FetchInput, init: RequestInit | undefined): OpenRequest {
  const text = isPlain(init) && isAddress(input) ? init.body : undefined
  if (typeof text === 'string') {
    const { body: _text, ...head } = init!
    const request = new Request(input, head)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (!request.headers.has('content-type'))
        request.headers.set('content-type', 'text/plain;charset=UTF-8')
      return { request, readBody: async () => new RawBody(text) }
    }
  }
  const request = new Request(input, init)
  return { request, readBody: async () => new RawBody(new Uint8Array(await request.arrayBuffer())) }
}

/** A property of the prototype would be lost in a copy. */
function isPlain(init: RequestInit | undefined): init is RequestInit {
  return init !== undefined && init !== null && Object.getPrototypeOf(init) === Object.prototype
}

function isAddress(input: FetchInput): input is string | URL {
  return typeof input === 'string' || input instanceof URL
}

/** Adds the properties to a response that only `fetch` itself can set. */
function present(response: Response, url: string, redirected: boolean): Response {
  const clone = response.clone.bind(response)
  const facts = { url, redirected, type: 'basic', clone: () => present(clone(), url, redirected) }
  for (const [name, value] of Object.entries(facts))
    Object.defineProperty(response, name, { value, configurable: true })
  return response
}

function dispatcherOf(init: RequestInit | undefined): Pick<RequestInit, 'dispatcher'> {
  return init?.dispatcher ? { dispatcher: init.dispatcher } : {}
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  let onAbort: (() => void) | undefined
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason)
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      }),
    ])
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort)
  }
}

function toResponse(
  recorded: ReplayResponse,
  request: Request,
  signal: AbortSignal | undefined,
): Response {
  return new Response(request.method === 'HEAD' ? null : replayStream(recorded, signal), {
    status: recorded.status,
    statusText: recorded.statusText,
    headers: recorded.headers,
  })
}

/** @see https://fetch.spec.whatwg.org/#http-redirect-fetch */
function redirectTarget(
  { status, headers: received }: Response,
  request: Request,
  body: RawBody,
): { url: URL; init: RequestInit } | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = received.get('location')
  if (location === null) return undefined
  if (request.redirect === 'error')
    throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
  if (request.redirect === 'manual') return undefined
  const url = new URL(location, request.url)
  const toGet =
    (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST')
  const headers = new Headers(request.headers)
  if (url.origin !== new URL(request.url).origin) {
    for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host'])
      headers.delete(name)
  }
  if (!toGet)
    return {
      url,
      init: {
        method: request.method,
        headers,
        signal: request.signal,
        ...(body.isEmpty ? {} : { body: body.given as FetchBody }),
      },
    }
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language']) {
    headers.delete(name)
  }
  return { url, init: { method: 'GET', headers, signal: request.signal } }
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
  request: Request,
  body: RawBody,
  init: RequestInit | undefined,
  tap: ResponseTap,
): Promise<Response> {
  const options: RequestInit = {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    // Redirects are followed hop by hop, so that each hop is an action of its own.
    redirect: request.redirect === 'follow' ? 'manual' : request.redirect,
  }
  if (!body.isEmpty) options.body = body.given as FetchBody
  Object.assign(options, dispatcherOf(init))
  let upstream: Response
  try {
    upstream = await bypassing(() => native(request.url, options))
  } catch (error) {
    if (hasLeft(request.signal)) tap.end('aborted')
    else tap.fail(error)
    throw error
  }
  const head = {
    status: upstream.status,
    statusText: upstream.statusText,
    headers: [...upstream.headers],
  }
  tap.head({ ...head, headers: head.headers.filter((header) => !isDecoded(header)) })
  if (!upstream.body) {
    tap.end('complete')
    return upstream
  }
  return new Response(watch(upstream.body, tap, request.signal), head)
}

/** A `fetch` returns decoded bytes with the header of the encoded ones. */
function isDecoded([name, value]: [string, string]): boolean {
  return name === 'content-encoding' && /^[\s,]*((x-)?gzip|deflate|br|[\s,])+$/i.test(value)
}

/**
 * Returns `true` if the client aborted by itself, which it does again in a replay; a timeout is an
 * outcome instead.
 */
function hasLeft({ aborted, reason }: AbortSignal): boolean {
  return aborted && (reason as { name?: unknown } | undefined)?.name !== 'TimeoutError'
}

function watch(
  body: ReadableStream<Uint8Array>,
  tap: ResponseTap,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            tap.end('complete')
            controller.close()
            return
          }
          tap.chunk(value)
          controller.enqueue(value)
        } catch (error) {
          tap.end(signal.aborted ? 'aborted' : 'truncated')
          controller.error(error)
        }
      },
      async cancel(reason) {
        tap.end('aborted')
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
