import type { Readable } from 'node:stream'
import { utf8 } from '../../core/bytes.ts'
import { BrokenBody } from '../context/broken-body.ts'
import type { ExchangeTap } from '../context/http-call.ts'
import { breathing } from '../context/timers.ts'
import { abortedError, type ErrorClasses } from './undici-errors.ts'

type Chunks = AsyncIterable<unknown> | Iterable<unknown>
type Emitter = {
  on: unknown
  pipe: unknown
  emit(event: string | symbol, ...args: unknown[]): boolean
}

const isStream = (body: object): body is Emitter =>
  typeof (body as Emitter).pipe === 'function' && typeof (body as Emitter).on === 'function'

const isBlob = (body: object): body is Blob =>
  typeof (body as Blob).arrayBuffer === 'function' && typeof (body as Blob).size === 'number'

const isForm = (body: object): body is FormData =>
  (body as Record<symbol, unknown>)[Symbol.toStringTag] === 'FormData'

/** The content type that undici adds to a request for its body. */
export function contentTypeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  if (isForm(body)) return `multipart/form-data; boundary=${FORM_BOUNDARY}`
  return isBlob(body) && body.type !== '' ? body.type : undefined
}

/** The one that cassettes use: undici makes up another for each request. */
const FORM_BOUNDARY = 'vitest-replay-boundary'

/** Reads a body by the rules of undici. A string or view of bytes is copied in this turn. */
export function readBody(
  body: unknown,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Promise<Uint8Array> {
  const bytes = bytesOf(body)
  if (bytes) return Promise.resolve(bytes)
  if (isForm(body as object)) return readForm(body as FormData)
  if (isBlob(body as object))
    return (body as Blob).arrayBuffer().then((read) => new Uint8Array(read))
  return readChunks(body as Chunks, onBytes)
}

/**
 * Passes to the tap what is sent of a body, as undici reads it. The body is the one that the client handed over: undici
 * chooses the framing by what it is.
 */
export function watchBody(body: unknown, tap: ExchangeTap): void {
  const whole = (read: Uint8Array) => {
    tap.sent(read)
    tap.sentAll()
  }
  const bytes = bytesOf(body)
  if (bytes) return whole(bytes)
  const source = body as object
  if (isForm(source) || isBlob(source)) return void readBody(source).then(whole, () => {})
  if (isStream(source)) return watchStream(source, tap)
  watchIterator(source, tap)
}

/** Ends a stream whose answer is over, as undici does with one that it has not sent to its end. */
export function dropBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || !isStream(body)) return
  const { readableEnded, destroy } = body as Partial<Readable>
  if (readableEnded === false) destroy?.call(body)
}

/** The bytes of a body that is there at once; `undefined` for any other. */
function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === null || body === undefined) return new Uint8Array(0)
  if (typeof body === 'string') return utf8(body)
  if (ArrayBuffer.isView(body))
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()
  if (body instanceof ArrayBuffer) return new Uint8Array(body).slice()
  return typeof body === 'object' && isBody(body) ? undefined : new Uint8Array(0)
}

/** @note Any other is refused, and nothing of it is sent. */
function isBody(body: object): boolean {
  return (
    isStream(body) ||
    isBlob(body) ||
    isForm(body) ||
    Symbol.asyncIterator in body ||
    Symbol.iterator in body
  )
}

/** The error of a request whose body has failed with another one. */
export function brokenError(error: unknown, body: unknown, classes?: ErrorClasses): Error {
  const isGivenUp = (error as { code?: unknown } | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
  const { errored } = (body ?? {}) as Partial<Readable>
  return isGivenUp && errored === null ? abortedError(classes) : (error as Error)
}

/** @note Only a form of this realm is one for `Response`, and undici brings its own. */
async function readForm(form: FormData): Promise<Uint8Array> {
  const parts: string[] = []
  const own = new FormData()
  for (const [name, value] of form) {
    if (typeof value === 'string') own.append(name, value)
    else own.append(name, new Blob([await value.arrayBuffer()], { type: value.type }), value.name)
  }
  const response = new Response(own)
  const made = /boundary=(.*)$/.exec(response.headers.get('content-type')!)![1]!
  parts.push(Buffer.from(await response.arrayBuffer()).toString('latin1'))
  return Buffer.from(parts.join('').replaceAll(made, FORM_BOUNDARY), 'latin1')
}

async function readChunks(body: Chunks, onBytes: (bytes: Uint8Array) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  try {
    const breathe = breathing()
    for await (const part of body) {
      const bytes = chunkBytes(part)
      parts.push(bytes)
      onBytes(bytes)
      await breathe(bytes.length)
    }
  } catch (error) {
    throw new BrokenBody(Buffer.concat(parts), error)
  }
  return Buffer.concat(parts)
}

/** @throws TypeError for a chunk that is none, as undici does. */
function chunkBytes(chunk: unknown): Uint8Array {
  if (typeof chunk === 'string') return utf8(chunk)
  if (ArrayBuffer.isView(chunk)) return bytesOf(chunk)!
  Buffer.byteLength(chunk as string)
  return Buffer.from(chunk as string)
}

/** @note A listener for `data` would make the stream flow before undici reads it. */
function watchStream(stream: Emitter, tap: ExchangeTap): void {
  const { emit } = stream
  stream.emit = (event, ...args) => {
    if (event === 'data') watchChunk(args[0], tap)
    if (event === 'end') tap.sentAll()
    return emit.call(stream, event, ...args)
  }
}

function watchIterator(source: object, tap: ExchangeTap): void {
  const name = Symbol.asyncIterator in source ? Symbol.asyncIterator : Symbol.iterator
  const iterate = (source as Record<symbol, unknown>)[name]
  if (typeof iterate !== 'function' || !Object.isExtensible(source)) return tap.sentAll()
  const value = (...args: unknown[]) => {
    const iterator = Reflect.apply(iterate, source, args) as AsyncIterator<unknown>
    const watch = (result: IteratorResult<unknown>) => {
      if (result.done) tap.sentAll()
      else watchChunk(result.value, tap)
      return result
    }
    const next = (): unknown => {
      const result = iterator.next() as IteratorResult<unknown> | Promise<IteratorResult<unknown>>
      return result instanceof Promise ? result.then(watch) : watch(result)
    }
    const end = (given: unknown): unknown =>
      iterator.return?.(given) ?? { done: true, value: undefined }
    return { next, return: end, [name]: () => value() }
  }
  Object.defineProperty(source, name, { value, configurable: true, writable: true })
}

function watchChunk(chunk: unknown, tap: ExchangeTap): void {
  try {
    tap.sent(chunkBytes(chunk))
  } catch {
    // It is no chunk: undici fails with it, too.
  }
}
