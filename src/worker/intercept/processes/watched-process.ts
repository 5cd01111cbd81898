import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'
import type { ProcessTap } from '../../context/process-call.ts'
import { InputBook } from './input-book.ts'
import { override, streamBinding, tapPipe } from './pipe-handle.ts'
import type { SpawnRequest } from './spawn-arguments.ts'

/** The native handle of a child process. */
export interface ProcessHandle {
  pid?: number
  onexit(code: number, signal: string): void
  spawn(...args: unknown[]): number
  kill(signal: number): number
  hasRef?(): boolean
}

/** The name of a signal. */
export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, known]) => known === number)?.[0] ?? `${number}`
}

/** The input of each process that runs, by its id. */
const running = new Map<number, InputBook>()

/** Notes a signal that was sent to a process by its id, or to its group. */
export function noteSignal(pid: number, signal: number): void {
  if (signal !== 0) running.get(Math.abs(pid))?.signal(signalName(signal))
}

/** Starts a process and tells a tap of all that goes in and comes out. */
export function startWatched(
  handle: ProcessHandle,
  { stdio }: SpawnRequest,
  tap: ProcessTap,
  start: () => number,
): number {
  const state = streamBinding()!
  const input = new InputBook()
  input.onLine = (line) => tap.said(line)
  /** Streams that have not come to their end, and the exit. */
  const open = new Set<number | 'exit'>(['exit'])
  const close = (what: number | 'exit') => {
    if (open.delete(what) && open.size === 0) tap.over()
  }
  for (const [fd, { handle: pipe, ipc }] of (stdio ?? []).entries()) {
    if (!pipe) continue
    if (fd > 0) open.add(fd)
    tapPipe(pipe, state, {
      read(bytes) {
        tap.wrote(fd, bytes)
        if (bytes.length === 0) close(fd)
      },
      wrote: (bytes) => input.write(ipc ? 'messages' : 'stdin', bytes),
      ended: () => void (fd === 0 && input.end()),
      closed: () => {
        if (ipc && open.has(fd)) input.disconnect()
        close(fd)
      },
    })
  }
  const result = start()
  if (result !== 0) {
    tap.failed(getSystemErrorName(result))
    return result
  }
  tap.started(handle.pid!, input, () => handle.hasRef?.() ?? true)
  running.set(handle.pid!, input)
  override(handle, 'kill', (original, args) => {
    const killed = original.apply(handle, args)
    if (killed === 0) noteSignal(handle.pid!, args[0] as number)
    return killed
  })
  override(handle, 'onexit', (original, args) => {
    const [code, signal] = args as [number, string]
    running.delete(handle.pid!)
    tap.exited(signal ? { code: null, signal } : { code, signal: null })
    try {
      return original.apply(handle, args)
    } finally {
      close('exit')
    }
  })
  return result
}
