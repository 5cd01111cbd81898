import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { ReplayError } from '../../core/errors.ts'
import { parseRunEvents, readRun, type StoredRun } from '../../core/run-events/read-run.ts'
import { describeHead, type StoredHead } from '../../core/run-events/stored-head.ts'
import { isEndOfRun, type RunCreated, type RunEnded } from '../../core/run-events/schema.ts'
import { isAlive } from '../process-state.ts'
import { runPath, runsFolder } from './run-files.ts'

/** The file of an execution. */
export interface RunFile {
  traceId: string
  path: string
  bytes: number
  /** Milliseconds since 1970. */
  modified: number
}

const NAME = /^([0-9a-f]{32})\.jsonl$/

/** Lists the trace ids of the runs in a store. */
export function listTraces(root: string): string[] {
  try {
    return readdirSync(runsFolder(root)).flatMap((name) => NAME.exec(name)?.[1] ?? [])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(runsFolder(root), error as Error)
  }
}

/** Lists the files of a store, the latest first. */
export function listRunFiles(root: string): RunFile[] {
  const folder = runsFolder(root)
  const files = listTraces(root).flatMap((traceId): RunFile[] => {
    const path = join(folder, `${traceId}.jsonl`)
    const found = statSync(path, { throwIfNoEntry: false })
    return found ? [{ traceId, path, bytes: found.size, modified: found.mtimeMs }] : []
  })
  return files.sort((a, b) => b.modified - a.modified)
}

/**
 * Reads a whole execution.
 *
 * @throws ReplayError `RUN_MISSING`, `RUN_CORRUPT` or `RUN_NEWER`
 */
export function readStoredRun(root: string, traceId: string): StoredRun {
  const file = runPath(root, traceId)
  return readRun(parseRunEvents(readText(file), { file }), { file })
}

/** Reads the text of an execution's file. */
export function readRunText(root: string, traceId: string): string {
  return readText(runPath(root, traceId))
}

/** Reads what was added to an execution's file after an offset in bytes; returns the offset that follows. */
export function readRunFrom(
  root: string,
  traceId: string,
  offset: number,
): { text: string; offset: number } {
  const path = runPath(root, traceId)
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size <= offset) return { text: '', offset }
  const descriptor = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(size - offset)
    const length = readSync(descriptor, bytes, 0, bytes.length, offset)
    // Up to the last line that is whole: a character may be cut in two.
    const end = bytes.lastIndexOf(10, length - 1) + 1
    return { text: bytes.toString('utf8', 0, end), offset: offset + end }
  } finally {
    closeSync(descriptor)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error as Error)
  }
}

function unreadable(file: string, error: Error): ReplayError {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  return new ReplayError(
    isMissing ? 'RUN_MISSING' : 'STORAGE_FAILED',
    {
      attempted: `Failed to read the run ${file}`,
      reason: isMissing ? 'there is no such file' : error.message,
      remedy: 'List the runs that are there: npx vitest-replay runs',
      location: { file },
    },
    { cause: error },
  )
}

/** The bytes that are read first from either end of a file. */
const HEAD_BYTES = 16 * 1024
const TAIL_BYTES = 4 * 1024

/**
 * Reads the first and the last event of an execution, and no more of its file than that takes.
 *
 * @throws ReplayError `RUN_CORRUPT` or `RUN_NEWER`; `null` for an empty file, whose writer is at it.
 */
export function readHeadOf(path: string): StoredHead | null {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    throw unreadable(path, error as Error)
  }
  try {
    const { size } = fstatSync(descriptor)
    const first = firstLine(descriptor, size)
    if (first === null) return null
    const created = openingEvent(first, path)
    const { worker } = created.environment
    const { end, labels } = lastEvents(descriptor, { size, from: Buffer.byteLength(first) }, path)
    return describeHead(created, {
      end,
      labels,
      isAlive: () => isAlive(worker.pid, worker.processStarted),
    })
  } finally {
    closeSync(descriptor)
  }
}

function openingEvent(line: string, file: string): RunCreated {
  const [event] = parseRunEvents(`${line}\n`, { file })
  if (event?.event === 'run_created') return event
  throw new ReplayError('RUN_CORRUPT', {
    attempted: `Failed to read the run ${file}`,
    reason: 'line 1: it is not the event "run_created"',
    remedy: 'Delete the file, and run the test again; other runs are not affected',
    location: { file, line: 1 },
  })
}

function firstLine(descriptor: number, size: number): string | null {
  for (let length = HEAD_BYTES; ; length *= 16) {
    const text = readBytes(descriptor, 0, Math.min(size, length))
    const end = text.indexOf('\n')
    if (end !== -1) return text.slice(0, end)
    if (length >= size) return null
  }
}

/** Looks for the event that ended the run, and for the labels after it, from the end of the file on. */
function lastEvents(
  descriptor: number,
  { size, from }: { size: number; from: number },
  file: string,
): { end: RunEnded | null; labels: string[] } {
  for (let length = TAIL_BYTES; ; length *= 16) {
    const start = Math.max(from, size - length)
    const lines = readBytes(descriptor, start, size - start).split('\n')
    // The first one may be a part of a line.
    const wanted = lines.slice(1).filter((line) => ENDS.test(line))
    const events = parseRunEvents(`${wanted.join('\n')}\n`, { file })
    const end = events.findLast(isEndOfRun) ?? null
    if (end === null && start > from) continue
    const labels = events.flatMap((event) => (event.event === 'label' ? event.text : []))
    return { end, labels }
  }
}

/** @note Matched before they are parsed: what else stands at the end of a file may be large. */
const ENDS = /^\{"event":"(?:run_completed|run_failed|label)"/

function readBytes(descriptor: number, position: number, length: number): string {
  const buffer = Buffer.alloc(Math.max(0, length))
  const read = readSync(descriptor, buffer, 0, buffer.length, position)
  return buffer.toString('utf8', 0, read)
}
