import { fileURLToPath } from 'node:url'
import workerThreads, { type Worker, type WorkerOptions } from 'node:worker_threads'

/** The name under which a thread finds its gate; `closed-thread.cjs` reads it. */
const GATE = 'vitest-replay.gate'

export type ThreadArguments = [file: string | URL, options?: WorkerOptions]

/** The number of runs that keep the network of a thread closed, where both threads see it. */
export type ThreadGate = Int32Array

export function createGate(): ThreadGate {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

/**
 * Starts a thread that loads `closed-thread.cjs` before its own code.
 *
 * @param gate The network is closed while it holds more than 0; without one, it is closed for good.
 */
export function startClosed(
  [file, options = {}]: ThreadArguments,
  start: (args: ThreadArguments) => Worker,
  gate?: ThreadGate,
): Worker {
  const execArgv = options.execArgv ?? process.execArgv
  const startWith = (flags: readonly string[]) =>
    start([file, { ...options, execArgv: [...flags, '--require', closedThread()] }])
  // Handed on while the thread is constructed.
  if (gate) workerThreads.setEnvironmentData(GATE, gate as never)
  try {
    return startWith(execArgv)
  } catch (error) {
    const refused = options.execArgv ? [] : refusedFlags(error)
    if (refused.length === 0) throw error
    return startWith(execArgv.filter((flag) => !refused.includes(flag)))
  } finally {
    if (gate) workerThreads.setEnvironmentData(GATE, undefined as never)
  }
}

/** The options of this process that a thread has anyway, and must not be given (`--expose-gc`). */
function refusedFlags(error: unknown): string[] {
  const { code, message } = error as { code?: unknown; message?: string }
  if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV') return []
  return (message ?? '').split(': ').slice(1).join(': ').split(', ')
}

/** The file that closes the network of a thread. */
export function closedThread(): string {
  return fileURLToPath(new URL('./closed-thread.cjs', import.meta.url))
}
