import { getSystemErrorName } from 'node:util'
import type { WaitedProcess } from '../../context/process-call.ts'
import { systemError } from '../exits/native-binding.ts'
import type { SpawnRequest } from './spawn-arguments.ts'

/** The result of the native function that waits for a process. */
export interface NativeResult {
  pid: number
  status: number | null
  signal: string | null
  output: Array<Uint8Array | null> | null
  error?: number
}

/** Reads the result of a process that was waited for. */
export function readWaited({ pid, status, signal, output, error }: NativeResult): WaitedProcess {
  return {
    pid,
    code: status,
    signal,
    output: output && output.map((bytes) => bytes && bytes.slice()),
    error: error === undefined || error === 0 ? null : getSystemErrorName(error),
  }
}

/** Makes the result of a recorded process; each pipe has an output, if only an empty one. */
export function waitedResult(end: WaitedProcess, { stdio }: SpawnRequest): NativeResult {
  const output =
    end.output &&
    (stdio ?? []).map(({ type, writable }, fd) =>
      type === 'pipe' && (writable ?? fd > 0) ? Buffer.from(end.output![fd] ?? []) : null,
    )
  return {
    pid: end.pid,
    status: end.code,
    signal: end.signal,
    output,
    ...(end.error === null ? {} : { error: systemError(end.error) }),
  }
}

/** The fields that the native function reads; the others may be no data. */
const READ = [
  'args',
  'cwd',
  'detached',
  'file',
  'gid',
  'killSignal',
  'maxBuffer',
  'stdio',
  'timeout',
  'uid',
  'windowsHide',
  'windowsVerbatimArguments',
]

/** Makes the request for a process that another thread waits for. */
export function elsewhereRequest(request: SpawnRequest, envPairs: readonly string[]): object {
  const all = request as unknown as Record<string, unknown>
  const read = READ.filter((name) => all[name] !== undefined).map((name) => [name, all[name]])
  return { ...Object.fromEntries(read), envPairs }
}

/** Reads the result of a process that another thread has waited for: its bytes come as plain ones. */
export function elsewhereResult({ output, ...result }: NativeResult): NativeResult {
  return { ...result, output: output && output.map((bytes) => bytes && Buffer.from(bytes)) }
}
