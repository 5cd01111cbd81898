import type { ProcessEvent, Stdio } from '../../../core/processes/process-schema.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { ProcessExit, ProcessScript, WaitedProcess } from '../../context/process-call.ts'
import { recordedSent, streamBytes, streamName } from './process-content.ts'
import type { RunPlaces } from './run-places.ts'

/** Shown by a process of which no id is known; no system gives so high a one. */
export const UNKNOWN_PID = 0x40_00_01

/** Reads what a recorded process did, to be done again. */
export function scriptOf(action: RecordedAction, places: RunPlaces): ProcessScript {
  const outputs = outputsOf(action)
  const streams = action.process?.stdio ?? []
  const signals = recordedSent(action)['signals']
  const left = new Map<number, Uint8Array>()
  const last = new Map<number, ProcessEvent>()
  for (const event of action.process?.events ?? [])
    if ('fd' in event && event.bytes > 0) last.set(event.fd, event)
  const take = (event: Extract<ProcessEvent, { fd: number }>) => {
    const { fd } = event
    const bytes = left.get(fd) ?? streamBytes(outputs[nameOf(fd, streams)], places)
    // The folders of this run may have longer paths.
    const count = last.get(fd) === event ? bytes.length : event.bytes
    left.set(fd, bytes.subarray(count))
    return bytes.subarray(0, count)
  }
  const events = (action.process?.events ?? []).map((event): ProcessScript['events'][number] =>
    'exit' in event
      ? { kind: 'exit', exit: exitOf(outputs), after: event.after ?? 0 }
      : { kind: 'output', fd: event.fd, bytes: take(event), after: event.after ?? 0 },
  )
  return {
    pid: action.process?.pid ?? UNKNOWN_PID,
    signals: Array.isArray(signals) ? signals.length : 0,
    events: events.length > 0 ? events : whole(outputs, places),
  }
}

/** Of a process that was waited for when it was recorded, and is not any more. */
function whole(outputs: JsonObject, places: RunPlaces): ProcessScript['events'] {
  const pieces = [1, 2].map((fd) => ({
    fd,
    bytes: streamBytes(outputs[streamName(fd, false)], places),
  }))
  return [
    ...pieces
      .filter(({ bytes }) => bytes.length > 0)
      .map((piece) => ({ kind: 'output' as const, ...piece, after: 0 })),
    { kind: 'exit', exit: exitOf(outputs), after: 0 },
  ]
}

/** Reads the end of a recorded process for whoever waits for it. */
export function waitedOf(action: RecordedAction, places: RunPlaces): WaitedProcess {
  const outputs = outputsOf(action)
  const { error } = outputs
  const fds = [0, 1, 2, ...(action.process?.stdio ?? []).keys()]
  const output = [...new Set(fds)].map((fd) =>
    fd === 0 ? null : streamBytes(outputs[streamName(fd, false)], places),
  )
  const isStarted = action.process?.pid !== undefined
  return {
    ...exitOf(outputs),
    pid: action.process?.pid ?? 0,
    output: isStarted ? output : null,
    error: typeof error === 'string' ? error : (action.error?.code ?? null),
  }
}

function outputsOf({ outputs }: RecordedAction): JsonObject {
  const json = outputs?.json ?? null
  return isJsonObject(json) ? json : {}
}

function exitOf({ exitCode, signal }: JsonObject): ProcessExit {
  return {
    code: typeof exitCode === 'number' ? exitCode : null,
    signal: typeof signal === 'string' ? signal : null,
  }
}

function nameOf(fd: number, streams: readonly Stdio[]): string {
  return streamName(fd, streams[fd] === 'ipc')
}
