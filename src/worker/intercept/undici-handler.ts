import type { ReplayResponse, ResponseTap } from '../context/http-call.ts'
import { SocketError } from './response-stream.ts'
import { nextTurn } from '../context/timers.ts'

interface DispatchController {
  readonly paused: boolean
  readonly aborted: boolean
  readonly reason: Error | null
  rawHeaders?: Buffer[]
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** A dispatch handler of undici 7 (`onRequestStart`, ...) or of those before it (`onConnect`, ...). */
export interface DispatchHandler {
  onRequestStart?(controller: DispatchController, context: unknown): void
  onResponseStart?(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    statusText?: string,
  ): void
  onResponseData?(controller: DispatchController, chunk: Buffer): void
  onResponseEnd?(controller: DispatchController, trailers: Record<string, string>): void
  onResponseError?(controller: DispatchController, error: Error): void
  onConnect?(abort: (reason?: Error) => void, context?: unknown): void
  onHeaders?(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean
  onData?(chunk: Buffer): boolean
  onComplete?(trailers: Buffer[] | null): void
  onError?(error: Error): void
}

type DispatchAnswer = { response: ReplayResponse } | { error: Error } | 'hang'

/** Sends an answer to a handler as a connection would. */
export async function answerDispatch(
  handler: DispatchHandler,
  answer: DispatchAnswer,
): Promise<void> {
  let onChange: () => void = () => {}
  const state = { paused: false, aborted: false, reason: null as Error | null }
  const controller: DispatchController = {
    get paused() {
      return state.paused
    },
    get aborted() {
      return state.aborted
    },
    get reason() {
      return state.reason
    },
    pause: () => void (state.paused = true),
    resume: () => {
      state.paused = false
      onChange()
    },
    abort: (reason) => {
      if (state.aborted) return
      state.aborted = true
      state.reason = reason
      onChange()
    },
  }
  const changed = () => new Promise<void>((resolve) => (onChange = resolve))
  const fail = (error: Error) => {
    if (handler.onResponseError) handler.onResponseError(controller, error)
    else handler.onError?.(error)
  }

  try {
    if (handler.onRequestStart) handler.onRequestStart(controller, {})
    else handler.onConnect?.((reason) => controller.abort(reason ?? abortError()))
    if (answer === 'hang') while (!state.aborted) await changed()
    if (state.aborted || answer === 'hang') return fail(state.reason ?? abortError())
    if ('error' in answer) return fail(answer.error)
    await playResponse(handler, controller, answer.response, changed)
    if (state.aborted) fail(state.reason ?? abortError())
  } catch (error) {
    fail(error as Error)
  }
}

async function playResponse(
  handler: DispatchHandler,
  controller: DispatchController,
  response: ReplayResponse,
  changed: () => Promise<void>,
): Promise<void> {
  const raw = response.headers.flat().map((text) => Buffer.from(text))
  controller.rawHeaders = raw
  if (handler.onResponseStart) {
    handler.onResponseStart(
      controller,
      response.status,
      headerRecord(response.headers),
      response.statusText,
    )
  } else if (
    handler.onHeaders?.(response.status, raw, () => controller.resume(), response.statusText) ===
    false
  ) {
    controller.pause()
  }
  for (const piece of response.pieces) {
    while (controller.paused && !controller.aborted) await changed()
    if (controller.aborted) return
    await nextTurn()
    if (handler.onResponseData) handler.onResponseData(controller, Buffer.from(piece))
    else if (handler.onData?.(Buffer.from(piece)) === false) controller.pause()
  }
  while ((controller.paused || response.end === 'aborted') && !controller.aborted) await changed()
  if (controller.aborted) return
  if (response.end === 'truncated') {
    throw new SocketError('other side closed')
  }
  if (handler.onResponseEnd) handler.onResponseEnd(controller, {})
  else handler.onComplete?.([])
}

function headerRecord(headers: Array<[string, string]>): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const present = record[name]
    record[name] = present === undefined ? value : [present, value].flat()
  }
  return record
}

function abortError(): Error {
  return new DOMException('This operation was aborted', 'AbortError')
}

/** Forwards every event to the client's handler and to the tap. */
export function tapHandler(handler: DispatchHandler, tap: ResponseTap): DispatchHandler {
  const lowerCase = (headers: Array<[string, string]>): Array<[string, string]> =>
    headers.map(([name, value]) => [name.toLowerCase(), value])
  let hasLeft = false
  const failed = (error: Error) => {
    if (hasLeft) tap.end('aborted')
    else tap.fail(error)
  }
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
      const list = Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      )
      tap.head({ status, statusText: statusText ?? '', headers: lowerCase(list) })
      handler.onResponseStart?.(controller, status, headers, statusText)
    },
    onResponseData(controller, chunk) {
      tap.chunk(new Uint8Array(chunk))
      handler.onResponseData?.(controller, chunk)
    },
    onResponseEnd(controller, trailers) {
      tap.end('complete')
      handler.onResponseEnd?.(controller, trailers)
    },
    onResponseError(controller, error) {
      failed(error)
      handler.onResponseError?.(controller, error)
    },
    onHeaders(status, headers, resume, statusText) {
      const list: Array<[string, string]> = []
      for (let i = 0; i + 1 < headers.length; i += 2)
        list.push([headers[i]!.toString(), headers[i + 1]!.toString()])
      if (status >= 200) tap.head({ status, statusText, headers: lowerCase(list) })
      return handler.onHeaders?.(status, headers, resume, statusText) ?? true
    },
    onData(chunk) {
      tap.chunk(new Uint8Array(chunk))
      return handler.onData?.(chunk) ?? true
    },
    onComplete(trailers) {
      tap.end('complete')
      handler.onComplete?.(trailers)
    },
    onError(error) {
      failed(error)
      handler.onError?.(error)
    },
  }
  return new Proxy(handler, {
    get(target, key) {
      const own = Reflect.get(target, key) as unknown
      if (typeof own !== 'function') return own
      return Reflect.get(watched, key) ?? own.bind(target)
    },
  })
}
