import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientRequest } from 'node:http'
import type { ClientHttp2Stream } from 'node:http2'
import type {
  CallSite,
  Departure,
  Http2Call,
  HttpCall,
  HttpVerdict,
  OutgoingCall,
} from './http-call.ts'
import type { ProcessCall, ProcessVerdict } from './process-call.ts'
import type { SocketCall, SocketVerdict } from './socket-call.ts'

/**
 * Performs intercepted calls. It is reached through the run, so that the thin functions, which
 * every test file installs, load nothing.
 */
export interface Transport {
  fetch(
    scope: RunScope,
    present: typeof fetch,
    input: string | URL | Request,
    init: RequestInit | undefined,
    stack: string | undefined,
  ): Promise<Response>
  http(scope: RunScope, site: CallSite, args: never[], stack: string | undefined): ClientRequest
  /** A request of `node:http` that asks for a WebSocket. */
  upgrade(scope: RunScope, site: CallSite, args: never[], stack: string | undefined): ClientRequest
  http2(scope: RunScope, call: Http2Call, stack: string | undefined): ClientHttp2Stream
}

/** Where a connection is to lead; a look-up has no port. Its protocol is known where a session opens it. */
export interface ConnectionTarget {
  host: string
  port?: number
  protocol?: 'h2'
}

type Reader = (...args: never[]) => unknown

/**
 * The clock and the sources of random values of a run. `below` is the function that was called in
 * the place of the real one.
 */
export interface Environment {
  date(how: string, below: Reader): number
  number(
    api: 'performance.now' | 'performance.timeOrigin' | 'process.hrtime',
    below: Reader,
    real: () => number,
  ): number
  random(below: Reader, real: () => number): number
  integer(range: [min: number, max: number], below: Reader, real: () => number): number
  uuid(below: Reader, real: () => string): string
  bytes(
    api: 'crypto.randomBytes' | 'crypto.getRandomValues',
    length: number,
    below: Reader,
    real: () => Uint8Array,
  ): Uint8Array
  readonly machine: MachineReader
}

/** The readings that a run takes of its process and its machine. */
export interface MachineReader {
  /** Registers a read of a property of the whole process; `true` if that read is to see another value. */
  place(dimension: 'timezone' | 'locale' | 'environment', how: string, below: Reader): boolean
  /** A reading that has another value each time: the same in each replay, unless it is varied. */
  reading<T>(how: string, below: Reader, real: () => T): T
  /** Registers the reading of a value that the machine has given out, and gives out anew to each run. */
  given(how: string, below: Reader, value: string): void
  /**
   * Registers the caller that creates a folder with a random name. The returned function receives
   * the name.
   */
  made(how: string, below: Reader): (path: unknown) => void
}

/** A machine as a run sees it: its process, names and folders. */
export interface Machine {
  pid(real: number): number
  name(kind: 'host' | 'user'): string
  temporaryFolder(): string
  /** Replaces the digits of a text by others. */
  text(value: string): string
  /** Reorders the entries of a folder. */
  order<T>(entries: readonly T[], folderOf: (entry: T) => string): T[]
}

/** The zone and the locale that a run was recorded in, where the process has others. */
export interface Home {
  timezone?: string
  locale?: string
}

/** A way out of the process: a connection, a datagram, a query, a child process, a worker thread. */
export interface Exit {
  kind: 'tcp' | 'udp' | 'dns' | 'process' | 'worker'
  /** The names by which a rule can mean it; the first one is shown. */
  names: readonly [string, ...string[]]
  /** It stays on this machine. */
  isLocal?: boolean
  /** The reason for which it cannot be recorded, where no rule decides on it. */
  because?: string
  /** The address that a worker thread with a closed network has tried. */
  reached?: string
}

/** Leaves a way out open, or closes it with a reason. A worker thread that is `closed` starts, and reaches nothing. */
export type ExitVerdict =
  { kind: 'open' } | { kind: 'closed' } | { kind: 'dropped' } | { kind: 'refused'; reason: string }

/**
 * The state of a run that a piece of code was called by.
 *
 * - `open`: it goes on.
 * - `over`: it has ended, and its test has not.
 * - `gone`: its test has ended too.
 */
export type RunPhase = 'open' | 'over' | 'gone'

/** A timer that code of a run has set, and that has not fired. */
export interface BegunTimer {
  /** Milliseconds of a clock that nothing replaces. */
  due: number
  /** `false` once it was cleared, and for one that keeps no process alive. */
  isSet(): boolean
  /** Makes it fire at once. */
  hurry(): void
}

/** The intervals that the code of a run sets, and their pace. */
export interface SetIntervals {
  /** Returns the delay with which an interval fires that asks for this one. */
  delayOf(delay: number | undefined): number | undefined
  add(timer: NodeJS.Timeout): void
}

/** The servers that the code of a run starts within its process. */
export interface OwnServers {
  /** Notes a port that was read of a server. */
  listened(port: number): void
  /** Notes a port on which a server of the run listens now. */
  opened(port: number): void
  closed(port: number): void
}

/** Decides on connections by what they carry. */
export interface Connections {
  /** Returns `true` for a connection that is not made: what is sent over it is answered by the recording. */
  standsIn(target: ConnectionTarget): boolean
  /** Notes that the requests of a connection are recorded, so that it needs no rule of its own. */
  adopt(target: ConnectionTarget): void
}

/** The run in whose scope a request was made, as interceptors see it. */
export interface RunScope {
  readonly transport: Transport
  readonly phase: RunPhase
  http(call: HttpCall): Promise<HttpVerdict>
  /**
   * Lets a request out whatever it sends, as all are while recording: it is made in the turn it was called in. Returns what
   * opens it; `undefined` where it has to be decided on first.
   */
  depart?(call: OutgoingCall): (() => Departure) | undefined
  /** Returns `true` for a request that goes out, and is neither recorded nor answered. */
  passes(request: { method: string; url: string }): boolean
  readonly connections?: Connections
  /** Decides on what is about to leave the process by another way than a request. */
  leave(exit: Exit): ExitVerdict
  /** Decides on a child process that is about to be started. */
  launch(call: ProcessCall): ProcessVerdict
  /** Decides on a WebSocket that is about to be opened. */
  socket?(call: SocketCall): SocketVerdict
  /** The action under which nested actions are recorded. */
  parent: number | null
  /** Timers of the run that are waited for when its agent has returned. */
  readonly timers?: Set<BegunTimer>
  /** Longer timers of the run, where its waits are skipped. */
  readonly waits?: Set<BegunTimer> | undefined
  /** The code is called again and again, by an interval of the run. */
  readonly isRecurring?: boolean
  /** The intervals that its code has set. */
  readonly intervals?: SetIntervals
  /** The clock and the random values of the run; absent where it reads the real ones. */
  readonly environment?: Environment | undefined
  /** The values that the run has of its own. */
  readonly own?: OwnServers | undefined
  /** The default locale, where it is not the process's. */
  readonly locale?: string | undefined
  /** Where the run was recorded, for its local time. */
  readonly home?: Home | undefined
  /** The simulated machine of the run; absent where it sees the real one. */
  readonly machine?: Machine | undefined
}

interface WorkerState {
  /** Readings of the clock by modules while they were loaded, and what ends the listening. */
  early?: { reads: Array<{ at: number; trace: Error }>; end(): void }
  run: AsyncLocalStorage<RunScope | 'bypass'>
  /** Decides on code that no open run has called; absent until the first run begins. */
  outside?: (scope: RunScope | undefined) => RunScope | undefined
  /** Finds the scope that answers a request of the background while no run is open; absent until a replay knows of one. */
  background?: (method: string, url: string) => RunScope | undefined
  /** Timers that code which belongs to no test has set. */
  outsideTimers: Set<BegunTimer>
  /** When the last of them fired that is set for longer than a recording waits. */
  longTimerAt: number
  /** Captured in the setup file, before a test can replace it by a fake. */
  setImmediate: typeof setImmediate
  setTimeout: typeof setTimeout
  /** The real clocks: milliseconds since the process began, and since 1970. */
  now(): number
  date(): number
  Date: DateConstructor
  performanceNow: () => number
}

/**
 * @note The setup file is evaluated once a test file (it is inlined), the rest of the package once
 * a worker: what they share lives on `globalThis`.
 */
const KEY = Symbol.for('vitest-replay.worker')
const holder = globalThis as unknown as Record<symbol, WorkerState | undefined>
export const workerState: WorkerState = (holder[KEY] ??= {
  run: new AsyncLocalStorage(),
  outsideTimers: new Set(),
  longTimerAt: -Infinity,
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  now: performance.now.bind(performance),
  date: Date.now,
  Date: globalThis.Date,
  performanceNow: performance.now,
})

/**
 * The run that the calls of this code belong to: by its async context, or, where that names no open run, as the open runs
 * decide. `undefined` where they belong to none, and where a run does its own real I/O.
 */
export function currentScope(): RunScope | undefined {
  const scope = workerState.run.getStore()
  if (scope === 'bypass') return undefined
  return scope?.phase === 'open' ? scope : workerState.outside?.(scope)
}

/**
 * The open run whose async context this code is in; `undefined` outside of one. For what is the whole process's (its machine,
 * its zone): code that is in no run's context sees the real one, though a single run is open.
 */
export function contextScope(): RunScope | undefined {
  const scope = workerState.run.getStore()
  return scope !== undefined && scope !== 'bypass' && scope.phase === 'open' ? scope : undefined
}

/** Runs code whose requests are the real ones: nothing intercepts them. */
export function bypassing<T>(work: () => T): T {
  return workerState.run.run('bypass', work)
}
