import { workerState } from './scope.ts'

/** Waits for work, or until a signal aborts. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
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

/**
 * Returns `true` if it is by this error that the client aborted by itself, which it does again in a replay; a timeout is an
 * outcome instead, and so is what came before.
 */
export function hasLeft({ aborted, reason }: AbortSignal, error: unknown): boolean {
  const isOfNetwork = error !== reason && error instanceof TypeError
  return (
    aborted && !isOfNetwork && (reason as { name?: unknown } | undefined)?.name !== 'TimeoutError'
  )
}

/** Milliseconds that are granted to a time limit of the client to pass again. */
const GRACE = 1000

/** Waits until a time limit passes that has passed after so many milliseconds: who asks again asks the same signal. */
export async function untilPassed(signal: AbortSignal, after: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const given = new Promise<void>((resolve) => {
    timer = workerState.setTimeout(resolve, after + GRACE)
  })
  await untilAborted(given, signal).finally(() => clearTimeout(timer))
}
