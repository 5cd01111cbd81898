import { AsyncResource } from 'node:async_hooks'
import type { ProcessExit, ProcessScript, ServedProcess } from '../../context/process-call.ts'
import { nextTurn } from '../../context/timers.ts'
import { systemError } from '../exits/native-binding.ts'
import { InputBook } from './input-book.ts'
import { FakePipe, override, streamBinding } from './pipe-handle.ts'
import type { SpawnRequest } from './spawn-arguments.ts'
import { signalName, type ProcessHandle } from './watched-process.ts'

/** Bytes that a process can write before somebody has to read them. */
const PIPE_SIZE = 65_536

/** It has exited before its streams have come to their ends. */
type Progress = 'running' | 'exited' | 'over'

/** The stand-ins that have not exited, by the ids they show, for whoever sends a signal by number. */
const running = new Map<number, StandIn>()

/** Sends a signal to the stand-in with this id; `undefined` where no stand-in has it. */
export function signalStandIn(pid: number, signal: number): number | undefined {
  return running.get(Math.abs(pid))?.kill(signal)
}

/** Ends the pipes to a process that does not start. */
export function endPipes({ stdio }: SpawnRequest): void {
  const events = { wrote: () => {}, ended: () => {}, closed: () => {} }
  for (const { handle } of stdio ?? []) {
    if (!handle) continue
    const pipe = new FakePipe(handle, streamBinding()!, events)
    void nextTurn().then(() => pipe.push(new Uint8Array()))
  }
}

/**
 * Plays a recorded process at the native handle of a child process: everything above it, its events, pipes and errors,
 * is Node's own.
 */
export class StandIn {
  /** No error. */
  readonly started = 0
  readonly #handle: ProcessHandle
  readonly #part: ServedProcess
  readonly #context = new AsyncResource('ReplayedProcess')
  readonly #pipes = new Map<number, FakePipe>()
  /** Pieces that were written and not read. */
  readonly #unread = new Map<number, Uint8Array[]>()
  readonly #input = new InputBook()
  #script: ProcessScript | undefined
  #position = 0
  #progress: Progress = 'running'
  #isMoving = false
  /** Something has happened since it last looked. */
  #isCalled = false
  #killedBy: string | null = null
  /** Streams that have been ended. */
  readonly #ended = new Set<number>()
  /** Streams by which it can still be sent something. */
  readonly #speaking = new Set<number>()

  constructor(handle: ProcessHandle, { stdio }: SpawnRequest, part: ServedProcess) {
    this.#handle = handle
    this.#part = part
    const state = streamBinding()!
    for (const [fd, { handle: pipe, ipc }] of (stdio ?? []).entries()) {
      if (!pipe) continue
      const fake = new FakePipe(pipe, state, {
        wrote: (bytes) => this.#hear(() => this.#input.write(ipc ? 'messages' : 'stdin', bytes)),
        ended: () => this.#hear(() => fd === 0 && this.#endInput(fd)),
        closed: () => ipc && !this.#ended.has(fd) && this.#hear(() => this.#endInput(fd)),
      })
      fake.onWanted = () => this.#move()
      this.#pipes.set(fd, fake)
      if (fd === 0 || ipc) this.#speaking.add(fd)
    }
    part.attach(
      this.#input,
      () => this.#isMoving,
      () => this.#move(),
    )
    this.#input.onLine = (line) => part.said(line, this.#input)
    handle.pid = part.pid
    running.set(part.pid, this)
    override(handle, 'kill', (_, [signal]) => this.kill(signal as number))
    this.#move()
  }

  kill(signal: number): number {
    if (this.#progress === 'exited' || this.#progress === 'over') return systemError('ESRCH')
    if (signal === 0) return 0
    const name = signalName(signal)
    this.#input.signal(name)
    // The recorded process was not sent as many: it would have ended here.
    if (this.#input.signals.length > (this.#script?.signals ?? 0)) this.#killedBy ??= name
    this.#move()
    return 0
  }

  #endInput(fd: number): void {
    this.#speaking.delete(fd)
    if (fd === 0) this.#input.end()
    else this.#input.disconnect()
  }

  /** No more can come of what the recorded process was sent. */
  get #hasHeardAll(): boolean {
    const { signals } = this.#script!
    return (
      this.#speaking.size === 0 && this.#input.signals.length >= signals && this.#input.isClosed
    )
  }

  #hear(change: () => unknown): void {
    change()
    this.#move()
  }

  #move(): void {
    this.#isCalled = true
    if (!this.#isMoving) void this.#play()
  }

  /** Goes on in later turns, one event a turn, as events of real processes come. */
  async #play(): Promise<void> {
    this.#isMoving = true
    while (this.#isCalled) {
      this.#isCalled = false
      await nextTurn()
      if (await this.#step()) this.#isCalled = true
    }
    this.#isMoving = false
  }

  /** Does the next thing; returns `false` where that depends on whoever started the process. */
  async #step(): Promise<boolean> {
    if (this.#progress === 'over') return false
    if (this.#flush()) return true
    if (this.#killedBy !== null && this.#progress === 'running') return this.#die(this.#killedBy)
    this.#script = this.#part.open(this.#input)
    if (!this.#script) return false
    const event = this.#script.events[this.#position]
    if (!event) return this.#finish()
    if (event.after > this.#input.count && !this.#hasHeardAll) return false
    if (event.kind === 'output') {
      if (!this.#canWrite(event.fd)) return false
      this.#position++
      this.#write(event.fd, event.bytes)
      return true
    }
    await this.#part.turn()
    if (this.#killedBy !== null) return true
    this.#position++
    this.#exit(event.exit)
    return true
  }

  #die(signal: string): boolean {
    this.#script ??= { pid: this.#part.pid, signals: 0, events: [] }
    this.#position = this.#script.events.length
    this.#exit({ code: null, signal })
    return true
  }

  #canWrite(fd: number): boolean {
    const unread = this.#unread.get(fd) ?? []
    return unread.reduce((sum, { length }) => sum + length, 0) < PIPE_SIZE
  }

  #write(fd: number, bytes: Uint8Array): void {
    if (bytes.length === 0) this.#ended.add(fd)
    const unread = this.#unread.get(fd)
    if (unread) unread.push(bytes)
    else this.#unread.set(fd, [bytes])
    this.#flush()
  }

  /** Hands over one piece that somebody waits for. */
  #flush(): boolean {
    for (const [fd, unread] of this.#unread) {
      const pipe = this.#pipes.get(fd)
      if (unread.length === 0 || (pipe && !pipe.isWanted)) continue
      const piece = unread.shift()!
      this.#context.runInAsyncScope(() => pipe?.push(piece))
      return true
    }
    return false
  }

  #exit({ code, signal }: ProcessExit): void {
    this.#progress = 'exited'
    running.delete(this.#part.pid)
    for (const pipe of this.#pipes.values()) pipe.break()
    this.#part.over(this.#input)
    this.#context.runInAsyncScope(() => this.#handle.onexit(code ?? 0, signal ?? ''))
  }

  /** All was said: streams that are still open come to their ends. */
  #finish(): boolean {
    // It was left running when it was recorded.
    if (this.#progress === 'running') return false
    for (const fd of this.#pipes.keys())
      if (fd > 0 && !this.#ended.has(fd)) this.#write(fd, new Uint8Array())
    const isRead = [...this.#unread.values()].every(({ length }) => length === 0)
    if (isRead) this.#progress = 'over'
    return false
  }
}
