import type { Duplex } from 'node:stream'
import type { ReplayResponse } from '../context/http-call.ts'
import { nodeHttp } from '../context/http-module.ts'
import { nextTurn } from '../context/timers.ts'
import { readHeaders, type UndiciCopy } from './undici-copy.ts'
import { abortedError, brokenUndiciError } from './undici-errors.ts'

interface DispatchController {
  readonly paused: boolean
  readonly aborted: boolean
  readonly reason: Error | null
  rawHeaders?: Buffer[]
  rawTrailers?: Buffer[]
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
  onResponseEnd?(controller: DispatchController, trailers: Record<string, string | string[]>): void
  onResponseError?(controller: DispatchController, error: Error): void
  onConnect?(abort: (reason?: Error) => void, context?: unknown): void
  onHeaders?(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean
  onData?(chunk: Buffer): boolean
  onComplete?(trailers: Buffer[] | null): void
  onError?(error: Error): void
  onRequestUpgrade?(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    socket: Duplex,
  ): void
  onUpgrade?(status: number, headers: Buffer[], socket: Duplex): void
}

/** An error is that of an answer, of a request that was never sent, or of the client's own body. */
export type DispatchAnswer =
  { response: ReplayResponse } | { error: Error; of?: 'connecting' | 'body' } | 'hang'

/** The end of an answer: of its own, given up by its client, or with its dispatcher. */
export type DispatchEnd =
  { how: 'complete' } | { how: 'failed' | 'aborted' | 'destroyed'; error: Error }

/** Follows an answer. */
export interface DispatchWatch {
  /** Called in the turn that the client hears of it. */
  onEnd?(end: DispatchEnd): void
  /** Takes what ends the answer with its dispatcher. */
  onLeave?(leave: (reason: Error) => void): void
  /** Resolves if the body of the request fails, which gives up an answer that its client gave up when it was recorded. */
  failure?: Promise<Error>
}

/**
 * The answers under way.
 *
 * @note A client may hold its own side by weak references alone, as `fetch` does: in its place, a connection would hold it.
 */
const open = new Set<object>()

/** Sends an answer to a handler as a connection would. */
export async function answerDispatch(
  handler: DispatchHandler,
  answer: DispatchAnswer,
  copy: UndiciCopy = {},
  watch: DispatchWatch = {},
): Promise<void> {
  const held = { handler }
  open.add(held)
  try {
    await sendAnswer(handler, answer, copy, watch)
  } finally {
    open.delete(held)
  }
}

async function sendAnswer(
  handler: DispatchHandler,
  answer: DispatchAnswer,
  copy: UndiciCopy,
  { onEnd, onLeave, failure }: DispatchWatch,
): Promise<void> {
  let onChange: () => void = () => {}
  let isOver = false
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
      // An emitter that stands for a signal gives none.
      state.reason = reason ?? abortedError(copy.errors)
      onChange()
    },
  }
  const changed = () => new Promise<void>((resolve) => (onChange = resolve))
  const of = answer !== 'hang' && 'of' in answer ? answer.of : undefined
  const ownHow = of === 'body' ? 'aborted' : 'failed'
  const fail = (error: Error, how: 'failed' | 'aborted' | 'destroyed' = ownHow) => {
    if (isOver) return
    isOver = true
    try {
      if (handler.onResponseError) handler.onResponseError(controller, error)
      else handler.onError?.(error)
    } finally {
      onEnd?.({ how, error })
    }
  }
  const leave = () => fail(state.reason!, 'aborted')
  const isGivenUp = answer === 'hang' || ('response' in answer && answer.response.end === 'aborted')
  if (isGivenUp) void failure?.then((error) => controller.abort(error))
  onLeave?.((reason) => {
    Object.assign(state, { aborted: true, reason })
    fail(reason, 'destroyed')
    onChange()
  })

  try {
    if (of === 'connecting') return fail((answer as { error: Error }).error)
    if (handler.onRequestStart) handler.onRequestStart(controller, {})
    else handler.onConnect?.((reason) => controller.abort(reason as Error))
    if (answer === 'hang') while (!state.aborted) await changed()
    if (state.aborted || answer === 'hang') return leave()
    if ('error' in answer) return fail(answer.error)
    await playResponse(handler, controller, { ...answer, copy }, changed)
    if (state.aborted) return leave()
    if (answer.response.end === 'truncated')
      return fail(brokenUndiciError(answer.response.error, copy.errors))
    isOver = true
    onEnd?.({ how: 'complete' })
  } catch (error) {
    return fail(error as Error)
  }
}

async function playResponse(
  handler: DispatchHandler,
  controller: DispatchController,
  { response, copy }: { response: ReplayResponse; copy: UndiciCopy },
  changed: () => Promise<void>,
): Promise<void> {
  const begin = (status: number, headers: ReplayResponse['headers'], statusText: string) => {
    const raw = rawHeaders(headers)
    controller.rawHeaders = raw
    if (handler.onResponseStart)
      handler.onResponseStart(controller, status, readHeaders(copy, raw), statusText)
    else if (handler.onHeaders?.(status, raw, () => controller.resume(), statusText) === false)
      controller.pause()
  }
  for (const { status, headers } of response.information ?? [])
    begin(status, headers, nodeHttp.STATUS_CODES[status] ?? '')
  begin(response.status, response.headers, response.statusText)
  let received = 0
  for (const piece of response.pieces) {
    if (response.ready) await Promise.race([response.ready(received), changed()])
    received += piece.length
    while (controller.paused && !controller.aborted) await changed()
    if (controller.aborted) return
    // A body that is whole comes with its head, as a small one does, and ends a turn later.
    if (response.streamed) await nextTurn()
    if (controller.aborted) return
    response.onPiece?.()
    if (handler.onResponseData) handler.onResponseData(controller, Buffer.from(piece))
    else if (handler.onData?.(Buffer.from(piece)) === false) controller.pause()
  }
  if (received > 0 && !response.streamed) await nextTurn()
  if (response.ready) await Promise.race([response.ready(received), changed()])
  while ((controller.paused || response.end === 'aborted') && !controller.aborted) await changed()
  if (controller.aborted) return
  if (response.end === 'truncated') return
  const trailers = rawHeaders(response.trailers ?? [])
  controller.rawTrailers = trailers
  if (handler.onResponseEnd) handler.onResponseEnd(controller, readHeaders(copy, trailers))
  else handler.onComplete?.(trailers)
}

function rawHeaders(headers: ReadonlyArray<readonly [string, string]>): Buffer[] {
  return headers.flat().map((text) => Buffer.from(text, 'latin1'))
}
