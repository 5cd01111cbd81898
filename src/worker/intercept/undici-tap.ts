import type { ResponseTap } from '../context/http-call.ts'
import type { DispatchHandler } from './undici-answer.ts'

type HeaderList = Array<[string, string]>

/**
 * Forwards every event to the client's handler and to the tap.
 *
 * @param isLeaving Whether it is by this error that the client left, in another way than by an abort.
 */
export function tapHandler(
  handler: DispatchHandler,
  tap: ResponseTap,
  isLeaving: (error: Error) => boolean = () => false,
): DispatchHandler {
  let hasLeft = false
  const failed = (error: Error) => {
    // Only a client aborts, though it may do so by another way.
    if (hasLeft || error?.name === 'AbortError' || isLeaving(error)) tap.end('aborted')
    else tap.fail(error)
  }
  const begun = (status: number, statusText: string, headers: HeaderList) => {
    if (status >= 200) tap.head({ status, statusText, headers })
    else tap.information({ status, headers })
  }
  const ended = (trailers: HeaderList) => tap.end('complete', { trailers })
  const watched: DispatchHandler = {
    onRequestStart(controller, context) {
      const abort = controller.abort.bind(controller)
      controller.abort = (reason) => {
        hasLeft = true
        abort(reason)
      }
      handler.onRequestStart?.(controller, context)
    },
    onConnect(abort, context) {
      const leave = (reason?: Error) => {
        hasLeft = true
        abort(reason)
      }
      handler.onConnect?.(leave, context)
    },
    onResponseStart(controller, status, headers, statusText) {
      const { rawHeaders } = controller
      begun(status, statusText ?? '', rawHeaders ? rawList(rawHeaders) : parsedList(headers))
      handler.onResponseStart?.(controller, status, headers, statusText)
    },
    onResponseData(controller, chunk) {
      tap.chunk(new Uint8Array(chunk))
      handler.onResponseData?.(controller, chunk)
    },
    onResponseEnd(controller, trailers) {
      const { rawTrailers } = controller
      ended(rawTrailers?.length ? rawList(rawTrailers) : parsedList(trailers))
      handler.onResponseEnd?.(controller, trailers)
    },
    onResponseError(controller, error) {
      failed(error)
      handler.onResponseError?.(controller, error)
    },
    onRequestUpgrade(controller, status, headers, socket) {
      tap.switched?.(String(headers['upgrade'] ?? ''))
      handler.onRequestUpgrade?.(controller, status, headers, socket)
    },
    onUpgrade(status, headers, socket) {
      const named = rawList(headers).find(([name]) => name.toLowerCase() === 'upgrade')
      tap.switched?.(named?.[1] ?? '')
      handler.onUpgrade?.(status, headers, socket)
    },
    onHeaders(status, headers, resume, statusText) {
      // A dispatcher that stands between may leave it out.
      begun(status, statusText ?? '', rawList(headers))
      return handler.onHeaders?.(status, headers, resume, statusText) ?? true
    },
    onData(chunk) {
      tap.chunk(new Uint8Array(chunk))
      return handler.onData?.(chunk) ?? true
    },
    onComplete(trailers) {
      ended(rawList(trailers ?? []))
      handler.onComplete?.(trailers)
    },
    onError(error) {
      failed(error)
      handler.onError?.(error)
    },
  }
  return coverHandler(
    handler,
    (key, own) => Reflect.get(watched, key) ?? own.bind(handler),
    (key) => (isOptional(handler, key) ? Reflect.get(watched, key) : undefined),
  )
}

/** @note A handler of the new form may be without these. */
function isOptional({ onRequestStart }: DispatchHandler, key: string | symbol): boolean {
  return typeof onRequestStart === 'function' && String(key).startsWith('onResponse')
}

type Method = (...args: unknown[]) => unknown

/**
 * Stands before a handler, with other methods.
 *
 * @note A dispatcher may replace a method by one that calls the present one: that is not the handler's own then.
 */
export function coverHandler(
  handler: DispatchHandler,
  cover: (key: string | symbol, own: Method) => unknown,
  add: (key: string | symbol) => unknown = () => undefined,
): DispatchHandler {
  const replaced: Record<string | symbol, unknown> = {}
  return new Proxy(handler, {
    get(target, key) {
      if (Object.hasOwn(replaced, key)) return replaced[key]
      const own = Reflect.get(target, key) as unknown
      if (own === undefined) return add(key)
      return typeof own === 'function' ? cover(key, own as Method) : own
    },
    set(_target, key, value) {
      replaced[key] = value
      return true
    },
  })
}

/** @note A header is bytes; as a text that a cassette stores, a character is a byte. */
function rawList(headers: readonly Buffer[]): HeaderList {
  const list: HeaderList = []
  for (let i = 0; i + 1 < headers.length; i += 2)
    list.push([headers[i]!.toString('latin1'), headers[i + 1]!.toString('latin1')])
  return list
}

function parsedList(headers: Record<string, string | string[]> = {}): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, Buffer.from(one).toString('latin1')]),
  )
}
