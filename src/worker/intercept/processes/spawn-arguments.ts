import { basename } from 'node:path'
import type { Stdio } from '../../../core/processes/process-schema.ts'
import { shellCommand } from '../../../core/processes/process-name.ts'
import type { ProcessCall } from '../../context/process-call.ts'
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

/** Describes the process that the arguments start. */
export function describeCall(
  request: SpawnRequest,
  { isWaiting, stack }: { isWaiting: boolean; stack: string | undefined },
): ProcessCall {
  const { file, cwd } = request
  const rest = withoutOwnOptions(file, request.args?.slice(1) ?? [])
  const program = file === process.execPath ? 'node' : file
  const command: [string, ...string[]] = [program, ...rest]
  const input = request.stdio?.[0]?.input
  return {
    command,
    names: namesOf(file, rest),
    cwd: typeof cwd === 'string' ? cwd : undefined,
    env: ownVariables(request.envPairs ?? []),
    variable: (name) => valueOf(name, request.envPairs ?? []),
    argv0: request.args?.[0] === file ? undefined : request.args?.[0],
    form: isWaiting
      ? { kind: 'waiting', input: input ? bytesOf(input) : new Uint8Array() }
      : { kind: 'started' },
    stdio: describeStdio(request.stdio ?? []),
    settings: settingsOf(request),
    stack,
  }
}

function settingsOf({ detached, uid, gid, timeout }: SpawnRequest): string[] {
  const set = Object.entries({ uid, gid, timeout }).filter(([, value]) => typeof value === 'number')
  return [
    ...(detached ? ['detached'] : []),
    ...set
      .filter(([name, value]) => name !== 'timeout' || value !== 0)
      .map(([name, value]) => `${name} ${value}`),
  ]
}

/** @note `fork` hands on the options that this process itself runs with, which are Vitest's. */
function withoutOwnOptions(file: string, args: readonly string[]): readonly string[] {
  const { execArgv, execPath } = process
  const isHandedOn =
    file === execPath && execArgv.length > 0 && execArgv.every((option, at) => option === args[at])
  return isHandedOn ? args.slice(execArgv.length) : args
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** The command line, with the program's name and with its path; of a shell, the command that it is to run. */
function namesOf(file: string, args: readonly string[]): [string, ...string[]] {
  const program = file === process.execPath ? 'node' : basename(file)
  const line = [program, ...args].join(' ')
  const whole = [file, ...args].join(' ')
  const shell = shellCommand([file, ...args])
  return shell === undefined ? [line, whole] : [shell, line, whole]
}

/** Set by Node for every child with an IPC channel. */
const CHANNEL = /^NODE_CHANNEL_/

function ownVariables(pairs: readonly string[]): string[] {
  return pairs
    .map((pair) => {
      const end = pair.indexOf('=', 1)
      return { name: pair.slice(0, end), value: pair.slice(end + 1) }
    })
    .filter(({ name, value }) => !CHANNEL.test(name) && process.env[name] !== value)
    .map(({ name }) => name)
    .sort()
}

/** @note The last of several is the one that counts. */
function valueOf(name: string, pairs: readonly string[]): string | undefined {
  return pairs.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function describeStdio(entries: readonly StdioEntry[]): ProcessCall['stdio'] {
  const streams: Stdio[] = []
  for (const [fd, entry] of entries.entries()) {
    const stream = streamOf(entry)
    if (stream === undefined)
      return {
        kind: 'handed-over',
        reason: `its stream ${fd} is ${entry.type === 'wrap' ? 'a stream of another process or connection' : 'an open file'}`,
      }
    streams.push(stream)
  }
  return { kind: 'known', streams }
}

function streamOf({ type, ipc, fd }: StdioEntry): Stdio | undefined {
  if (type === 'pipe' || type === 'overlapped') return ipc ? 'ipc' : 'pipe'
  if (type === 'ignore') return 'ignore'
  // The streams of this process itself: what goes there is shown, and nobody reads it.
  return type === 'inherit' || (type === 'fd' && fd !== undefined && fd < 3) ? 'inherit' : undefined
}
