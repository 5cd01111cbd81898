import { basename } from 'node:path'
import { shellCommand } from '../../../core/processes/process-name.ts'
import type { PipeHandle } from './pipe-handle.ts'

/** A stream of a child process, as `child_process` describes it to the native function. */
export interface StdioEntry {
  type: 'pipe' | 'overlapped' | 'ignore' | 'inherit' | 'fd' | 'wrap'
  fd?: number
  handle?: PipeHandle
  ipc?: boolean
  /** The input of a process that is waited for. */
  input?: Uint8Array | null
  readable?: boolean
  writable?: boolean
}

/** The part of what the native functions are handed that is looked at, whatever the version. */
export interface SpawnRequest {
  file: string
  args?: readonly string[] | null
  cwd?: string | null
  envPairs?: readonly string[] | null
  stdio?: readonly StdioEntry[] | null
  /** Of the form with one object alone. */
  detached?: boolean
  uid?: number | null
  gid?: number | null
  timeout?: number | null
}

/** One object up to Node 24.20; later versions hand over the parts one by one, but to the form that waits. */
export type SpawnArguments =
  | [request: SpawnRequest]
  | [
      file: string,
      args: SpawnRequest['args'],
      cwd: SpawnRequest['cwd'],
      envPairs: SpawnRequest['envPairs'],
      stdio: SpawnRequest['stdio'],
      ...rest: unknown[],
    ]

/** A program that does not exist: what is refused fails as a program does that is not installed. */
const NOWHERE = '/vitest-replay/refused'

/** Reads the arguments of the native function. */
export function readSpawn(args: SpawnArguments): SpawnRequest {
  const [first] = args
  if (typeof first !== 'string') return first
  const [file, list, cwd, envPairs, stdio] = args as Extract<SpawnArguments, { 1: unknown }>
  return { file, args: list, cwd, envPairs, stdio } as SpawnRequest
}

/** Returns the arguments that start nothing. */
export function startingNothing(args: SpawnArguments): SpawnArguments {
  const [first, ...rest] = args
  return (
    typeof first === 'string' ? [NOWHERE, ...rest] : [{ ...first, file: NOWHERE }]
  ) as SpawnArguments
}

/** Returns the arguments with another environment. */
export function withEnvironment(args: SpawnArguments, pairs: string[]): SpawnArguments {
  const [first, list, cwd, , ...rest] = args as Extract<SpawnArguments, { 1: unknown }>
  return (
    typeof first === 'string'
      ? [first, list, cwd, pairs, ...rest]
      : [{ ...(first as SpawnRequest), envPairs: pairs }]
  ) as SpawnArguments
}

/** The program, as a user names it, and its arguments. */
export function startedCommand({ file, args }: SpawnRequest): [string, ...string[]] {
  const program = file === process.execPath ? 'node' : file
  return [program, ...withoutOwnOptions(file, args?.slice(1) ?? [])]
}

/** The command line, with the program's name and with its path; of a shell, the command that it is to run. */
export function namesOf(request: SpawnRequest): [string, ...string[]] {
  const { file } = request
  const args = startedCommand(request).slice(1)
  const program = file === process.execPath ? 'node' : basename(file)
  const line = [program, ...args].join(' ')
  const whole = [file, ...args].join(' ')
  const shell = shellCommand([file, ...args])
  return shell === undefined ? [line, whole] : [shell, line, whole]
}

/** @note `fork` hands on the options that this process itself runs with, which are Vitest's. */
function withoutOwnOptions(file: string, args: readonly string[]): readonly string[] {
  const { execArgv, execPath } = process
  const isHandedOn =
    file === execPath && execArgv.length > 0 && execArgv.every((option, at) => option === args[at])
  return isHandedOn ? args.slice(execArgv.length) : args
}
