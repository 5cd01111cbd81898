import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { listRunFiles, type RunFile } from './read-runs.ts'

/** The limits of a store. */
export interface StoreLimits {
  count: number
  days: number
  bytes: number
}

/** The limits that apply where no option sets others. */
export const DEFAULT_LIMITS: StoreLimits = { count: 1000, days: 30, bytes: 256 * 1024 * 1024 }

/** A store over its limits is cut down to this share of them, so that it is not cut down each time. */
const ROOM = 0.9

/**
 * Removes runs until a store is within its limits: the oldest first, but the last execution of each run that passed after
 * all others, since later ones are compared with it.
 *
 * @param passedNow Keys of runs that have just passed (see `runKey`): no earlier pass of them is the last one.
 * @returns The number of runs that were removed.
 */
export async function pruneRuns(
  root: string,
  limits: StoreLimits,
  now: number,
  passedNow: ReadonlySet<string> = new Set(),
): Promise<number> {
  const files = listRunFiles(root)
  const since = now - limits.days * 86_400_000
  const removed = files.filter(({ modified }) => modified < since)
  const kept = files.filter(({ modified }) => modified >= since)
  let bytes = kept.reduce((total, file) => total + file.bytes, 0)
  let count = kept.length
  if (count > limits.count || bytes > limits.bytes) {
    for (const file of byWorth(kept, passedNow)) {
      if (count <= limits.count * ROOM && bytes <= limits.bytes * ROOM) break
      removed.push(file)
      bytes -= file.bytes
      count--
    }
  }
  // Side by side: each waits for the disk.
  await Promise.all(removed.map(({ path }) => rm(path, { force: true })))
  return removed.length
}

/** Lists files, what is worth least first. Few of them are read where most of the runs have just passed. */
function* byWorth(
  latestFirst: readonly RunFile[],
  passedNow: ReadonlySet<string>,
): Generator<RunFile> {
  const oldestFirst = latestFirst.toReversed()
  const peeks = new Map<RunFile, Peek>()
  const peekAt = (file: RunFile): Peek => {
    const known = peeks.get(file) ?? peek(file.path)
    peeks.set(file, known)
    return known
  }
  const left = new Set(oldestFirst)
  for (const file of oldestFirst) {
    const { key } = peekAt(file)
    if (key !== null && !passedNow.has(key)) continue
    left.delete(file)
    yield file
  }
  const seen = new Set<string | null>()
  const last = new Set<RunFile>()
  for (const file of latestFirst) {
    const { key, hasPassed } = peekAt(file)
    if (!hasPassed || seen.has(key)) continue
    seen.add(key)
    last.add(file)
  }
  yield* [...left].filter((file) => !last.has(file))
  yield* [...left].filter((file) => last.has(file))
}

/** Names a run across its executions. */
export function runKey(run: { project: string; runId: string; test: { file: string } }): string {
  return JSON.stringify([run.project, run.test.file, run.runId])
}

interface Peek {
  /** `null` where the file does not begin as that of a run does. */
  key: string | null
  hasPassed: boolean
}

const BEGINNING = 4096
const END = 2048

/** @note Far cheaper than to parse the events, and a wrong guess costs no more than the order of removal. */
function peek(path: string): Peek {
  try {
    const descriptor = openSync(path, 'r')
    try {
      const { size } = fstatSync(descriptor)
      const head = read(descriptor, 0, Math.min(size, BEGINNING))
      const tail = read(descriptor, Math.max(0, size - END), Math.min(size, END))
      const [project, runId, file] = ['project', 'runId', 'file'].map((name) => textAt(head, name))
      const isRun = project !== undefined && runId !== undefined && file !== undefined
      return {
        key: isRun ? runKey({ project, runId, test: { file } }) : null,
        hasPassed: tail.includes('{"event":"run_completed"'),
      }
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // It is gone, or cannot be read: worth least.
    return { key: null, hasPassed: false }
  }
}

function textAt(json: string, field: string): string | undefined {
  const found = new RegExp(`"${field}":("(?:[^"\\\\]|\\\\.)*")`).exec(json)?.[1]
  return found === undefined ? undefined : (JSON.parse(found) as string)
}

function read(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length)
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, position))
}
