import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientRequest } from 'node:http'
import type { CallSite } from './http-call.ts'
import type { HttpCall, HttpVerdict } from './http-call.ts'

/**
 * What carries out an intercepted call. It is reached through the run, so that the thin functions, which every test
 * file has, load nothing.
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
}

type Reader = (...args: never[]) => unknown

/** The clock and the sources of chance of a run. `below` is the function that was called in the place of the real one. */
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

/** What a run reads of its process and its machine. */
export interface MachineReader {
  /** Notes a read of what is the whole process's; `true` where this very read is to see another value. */
  place(dimension: 'timezone' | 'locale' | 'environment', how: string, below: Reader): boolean
  /** What is another value each time: the same in each replay, unless it is varied. */
  reading<T>(how: string, below: Reader, real: () => T): T
  /** Notes who makes a folder under a name that is drawn; what is given back is told the name. */
  made(how: string, below: Reader): (path: unknown) => void
}

/** A machine as a run sees it: its process, its names, its folders. */
export interface Machine {
  pid(real: number): number
  name(kind: 'host' | 'user'): string
  temporaryFolder(): string
  /** The text with other digits. */
  text(value: string): string
  /** A folder's entries in another order. */
  order<T>(entries: readonly T[], folderOf: (entry: T) => string): T[]
}

/** What an interceptor needs of the run in whose scope a request was made. */
export interface RunScope {
  readonly transport: Transport
  http(call: HttpCall): Promise<HttpVerdict>
  /** Whether this URL was exempted by the user. */
  passes(url: string): boolean
  /** Why a socket to another machine is refused; `undefined` where it may connect. */
  refuseSocket(target: string): string | undefined
  /** The position under which nested actions are filed. */
  parent: number | null
  /** What the run reads in the place of the real clock; absent where it reads the real one. */
  readonly environment?: Environment | undefined
  /** The locale of what names none, where it is not the process's. */
  readonly locale?: string | undefined
  /** The machine that the run seems to be on, where it is not this one. */
  readonly machine?: Machine | undefined
}

interface WorkerState {
  run: AsyncLocalStorage<RunScope | 'bypass'>
  /** Taken in the setup file, before a test can put a fake one in its place. */
  setImmediate: typeof setImmediate
  /** The real ones: milliseconds since the process began, and since 1970. */
  now(): number
  date(): number
  Date: DateConstructor
  performanceNow: () => number
}

/**
 * @note The setup file is evaluated once a test file (it is inlined), the rest of the package once a worker:
 * what they share lives on `globalThis`.
 */
const KEY = Symbol.for('vitest-replay.worker')
const holder = globalThis as unknown as Record<symbol, WorkerState | undefined>
export const workerState: WorkerState = (holder[KEY] ??= {
  run: new AsyncLocalStorage(),
  setImmediate: globalThis.setImmediate,
  now: performance.now.bind(performance),
  date: Date.now,
  Date: globalThis.Date,
  performanceNow: performance.now,
})

/** The run in whose scope this code executes; `undefined` outside of any, and where a run does its own real I/O. */
export function currentScope(): RunScope | undefined {
  const scope = workerState.run.getStore()
  return scope === 'bypass' ? undefined : scope
}

/** Runs code whose requests are the real ones: nothing intercepts them. */
export function bypassing<T>(work: () => T): T {
  return workerState.run.run('bypass', work)
}
