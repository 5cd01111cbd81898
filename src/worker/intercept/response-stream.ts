import type { ReplayResponse } from '../context/http-call.ts'
import { nextTurn } from '../context/timers.ts'
import { brokenFetchError } from './undici-errors.ts'

/** Statuses whose responses have no body. */
const BODILESS = new Set([204, 205, 304])

/**
 * Sends a recorded body again, a piece a turn of the event loop so that pieces stay apart.
 * A truncated one breaks off; one that the client aborted stays open until it aborts again.
 */
export function replayStream(
  response: ReplayResponse,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> | null {
  if (BODILESS.has(response.status)) return null
  let at = 0
  let received = 0
  let isReleased = false
  let onAbort: (() => void) | undefined
  const release = () => {
    isReleased = true
    if (onAbort) signal?.removeEventListener('abort', onAbort)
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (!signal) return
        onAbort = () => {
          isReleased = true
          controller.error(signal.reason)
        }
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      },
      async pull(controller) {
        await response.ready?.(received)
        if (isReleased) return
        if (at < response.pieces.length) {
          if (at > 0) await nextTurn()
          response.onPiece?.()
          const piece = response.pieces[at++]!
          received += piece.length
          controller.enqueue(piece)
          return
        }
        if (response.end === 'aborted') return new Promise(() => {})
        release()
        if (response.end === 'truncated') {
          await nextTurn()
          controller.error(brokenFetchError(response.error))
        } else {
          controller.close()
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  )
}

/** Lets a client read a body into buffers of its own, as it can with one of the platform. */
export function readIntoBuffers(body: ReadableStream<Uint8Array>): void {
  const getReader = body.getReader.bind(body)
  const thin = (options?: { mode?: 'byob' }) =>
    options?.mode === 'byob' ? byteStream(getReader()).getReader({ mode: 'byob' }) : getReader()
  Object.defineProperty(body, 'getReader', { value: thin, configurable: true, writable: true })
}

function byteStream(reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const { done, value } = await reader.read()
      // A byte stream takes the buffer away, which others may have a part of.
      if (!done) return controller.enqueue(new Uint8Array(value))
      controller.close()
      controller.byobRequest?.respond(0)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
