import type { ExchangeTap, ResponseTap } from '../context/http-call.ts'

/** Passes on what the client receives, and to the tap. The client's reads drive those of the source. */
export function watchReceived(
  body: ReadableStream<Uint8Array>,
  tap: ResponseTap,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  tap.awaits?.(false)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        tap.awaits?.(true)
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
          tap.end(signal?.aborted ? 'aborted' : 'truncated', { error })
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

/** Passes on what the client sends, and to the tap. */
export function watchUpload(
  body: ReadableStream<Uint8Array>,
  tap: ExchangeTap,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) {
          tap.sentAll()
          controller.close()
          return
        }
        tap.sent(value)
        controller.enqueue(value as Uint8Array<ArrayBuffer>)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
