import { concatBytes } from '../../core/bytes.ts'
import { RawBody } from '../../core/cassette/raw-body.ts'
import { BrokenBody } from '../context/broken-body.ts'
import type { HttpCall } from '../context/http-call.ts'
import { breathing } from '../context/timers.ts'

export type FetchInput = string | URL | Request

/** The option of a `fetch` that sends these bytes. */
export function bodyOf(body: RawBody): RequestInit {
  return body.isEmpty ? {} : { body: body.given as NonNullable<RequestInit['body']> }
}

export interface OpenRequest {
  request: Request
  readBody: HttpCall['readBody']
  /**
   * A body that may not end before its answer begins.
   *
   * - `stream`: the client handed over a stream, which can be sent once.
   * - `request`: a `Request` was handed over, which does not tell what its body was made of.
   */
  streaming: 'stream' | 'request' | undefined
  /**
   * The signal that the client handed over: a request has one of its own in any case.
   *
   * @note That of the request follows the client's by a weak reference, and the client's is collected where nobody listens.
   */
  signal: AbortSignal | undefined
  dispatcher: RequestInit['dispatcher']
}

/** @note A `Request` makes a stream of its body, which is read right back. A text stays beside the request instead. */
export function openRequest(input: FetchInput, init: RequestInit | undefined): OpenRequest {
  const given = isAddress(input) || init?.body ? undefined : input.body
  const streaming: OpenRequest['streaming'] = isChunks(init?.body)
    ? 'stream'
    : given
      ? 'request'
      : undefined
  const signal = init?.signal ?? (isAddress(input) ? undefined : input.signal)
  const known = { streaming, signal, dispatcher: init?.dispatcher }
  const text = isPlain(init) && isAddress(input) ? init.body : undefined
  if (typeof text === 'string') {
    const { body: _text, ...head } = init!
    const request = new Request(input, head)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (!request.headers.has('content-type'))
        request.headers.set('content-type', 'text/plain;charset=UTF-8')
      return { ...known, request, readBody: async () => new RawBody(text) }
    }
  }
  const request = new Request(input, init)
  return { ...known, request, readBody: (onBytes) => readStream(request.body, onBytes) }
}

function isChunks(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/** Reads a body to its end. */
export async function readStream(
  body: ReadableStream<Uint8Array> | null,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Promise<RawBody> {
  const parts: Uint8Array[] = []
  try {
    const breathe = breathing()
    if (body)
      for await (const part of body) {
        parts.push(part)
        onBytes(part)
        await breathe(part.length)
      }
  } catch (error) {
    throw new BrokenBody(concatBytes(parts), error)
  }
  return new RawBody(concatBytes(parts))
}

/** A property of the prototype would be lost in a copy. */
function isPlain(init: RequestInit | undefined): init is RequestInit {
  return init !== undefined && init !== null && Object.getPrototypeOf(init) === Object.prototype
}

function isAddress(input: FetchInput): input is string | URL {
  return typeof input === 'string' || input instanceof URL
}

/** The settings of a request before anybody chose others. */
const DEFAULTS = {
  mode: 'cors',
  credentials: 'same-origin',
  cache: 'default',
  referrer: 'about:client',
  referrerPolicy: '',
  keepalive: false,
} as const

/** The settings that a client chose for a request: some of them are sent as headers. */
export function settingsOf(request: Request): RequestInit {
  const settings: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(DEFAULTS)) {
    const chosen = request[name as keyof typeof DEFAULTS]
    if (chosen !== value) settings[name] = chosen
  }
  return settings
}
