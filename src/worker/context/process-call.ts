import type { Stdio } from '../../core/processes/process-schema.ts'

/** A child process that is about to be started. */
export interface ProcessCall {
  /** The program and its arguments. */
  command: readonly [string, ...string[]]
  /** The command lines by which a rule can mean it; the first one is shown. */
  names: readonly [string, ...string[]]
  cwd: string | undefined
  /** The names of environment variables that are set for it alone. */
  env: readonly string[]
  /** The value that a variable has for it. */
  variable(name: string): string | undefined
  /** The name that the program is given as its own, where that is not the one that it is started by. */
  argv0: string | undefined
  /** `waiting` blocks the thread until the process is over, and has its whole input at once. */
  form: { kind: 'started' } | { kind: 'waiting'; input: Uint8Array }
  /** Its streams, or the reason for which it cannot be recorded. */
  stdio: { kind: 'known'; streams: readonly Stdio[] } | { kind: 'handed-over'; reason: string }
  /** The user, the group and the time that it is given, and that it is on its own. */
  settings: readonly string[]
  stack: string | undefined
}

/** Everything that was sent to a process so far. */
export interface ProcessInput {
  stdin: Uint8Array
  isEnded: boolean
  /** Sent over its IPC channel. */
  messages: Uint8Array
  signals: readonly string[]
  /** Lines that were written to it within an action, with the number of that. */
  within: ReadonlyArray<readonly [line: number, action: number]>
  /** Lines and the end of what was written, a closed channel, and signals: by this count, outputs wait for inputs. */
  count: number
}

/** The end of a process: one of both is `null`. */
export interface ProcessExit {
  code: number | null
  signal: string | null
}

/** The end of a process that was waited for, as Node's own code hands it up. */
export interface WaitedProcess extends ProcessExit {
  pid: number
  /** By file descriptor; `null` for what was not a pipe. */
  output: ReadonlyArray<Uint8Array | null> | null
  /** The name of a system error, such as `ENOENT`, `ETIMEDOUT` or `ENOBUFS`. */
  error: string | null
}

/** Watches a process that really runs. */
export interface ProcessTap {
  /**
   * It runs; `input` is kept up to date.
   *
   * @param keepsAlive Tells if the process that has started it waits for its end.
   */
  started(pid: number, input: ProcessInput, keepsAlive: () => boolean): void
  /** It could not be started, by the name of a system error. */
  failed(error: string): void
  /** It was sent a line on its standard input; returns `false` once no further ones are of interest. */
  said(line: string): boolean
  /** It wrote to one of its streams; no bytes stand for the end of the stream. */
  wrote(fd: number, bytes: Uint8Array): void
  exited(exit: ProcessExit): void
  /** It has exited, and its streams have come to their ends. */
  over(): void
  /** Instead of all others: it was waited for. */
  waited(end: WaitedProcess): void
}

/** The events of a recorded process, to be done again. */
export interface ProcessScript {
  pid: number
  /** The number of signals that it was sent. */
  signals: number
  /** In order; one that has no bytes is the end of a stream. */
  events: ReadonlyArray<
    | { kind: 'output'; fd: number; bytes: Uint8Array; after: number }
    | { kind: 'exit'; exit: ProcessExit; after: number }
  >
}

/** A process that is served from the recording. */
export interface ServedProcess {
  /** Shown from the start on. */
  pid: number
  /**
   * Called first.
   *
   * @param isBusy Tells if it has something to do that depends on nobody.
   * @param wake Makes the stand-in look for what there is to do.
   */
  attach(input: ProcessInput, isBusy: () => boolean, wake: () => void): void
  /** It was sent a line on its standard input; returns `false` once no further ones are of interest. */
  said(line: string, input: ProcessInput): boolean
  /** Finds what was recorded; `undefined` as long as that depends on further input. */
  open(input: ProcessInput): ProcessScript | undefined
  /** Resolves when its turn to exit has come. */
  turn(): Promise<void> | undefined
  /** It is over, or was left running: the whole of its input is compared. */
  over(input: ProcessInput): void
}

/** The native handle of a process that runs, as far as its end is looked for. */
export interface RunningHandle {
  pid?: number
  onexit(code: number, signal: string): void
}

/**
 * The decision on a child process.
 *
 * - `open`: it runs, and nobody looks; its environment may be another one, by which its requests are seen.
 * - `recorded`: it runs, and is recorded.
 * - `served`, `waited`: a stand-in does what was recorded.
 * - `failed`: it does not start, by a system error.
 * - `dropped`: a stand-in does nothing, with success.
 * - `refused`: it fails as a program does that is not installed.
 */
export type ProcessVerdict =
  | {
      kind: 'open'
      environment?(pairs: readonly string[]): string[]
      /** Waits for it as the native function does, and answers what it asks meanwhile. */
      wait?<Result>(request: object): Result
      /** Takes its native handle once it runs. */
      follow?(handle: RunningHandle): void
    }
  | { kind: 'recorded'; tap: ProcessTap }
  | { kind: 'served'; process: ServedProcess }
  | { kind: 'waited'; end: WaitedProcess }
  | { kind: 'failed'; error: string }
  | { kind: 'dropped' }
  | { kind: 'refused' }
