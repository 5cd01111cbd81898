import type { Stdio } from '../../../core/processes/process-schema.ts'
import type { ProcessCall } from '../../context/process-call.ts'
import { startedCommand, namesOf, type SpawnRequest, type StdioEntry } from './spawn-arguments.ts'

/** Describes the process that the arguments start. */
export function describeCall(
  request: SpawnRequest,
  { isWaiting, stack }: { isWaiting: boolean; stack: string | undefined },
): ProcessCall {
  const { file, cwd } = request
  const input = request.stdio?.[0]?.input
  return {
    command: startedCommand(request),
    names: namesOf(request),
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

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
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
