import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ReplayError } from '../core/errors.ts'
import type { HistoryEntry } from '../core/report/comparison-schema.ts'
import { parseHistory } from '../core/report/parse-history.ts'
import { guarded } from './guarded.ts'
import { releaseLock, removeFile, takeLock } from './lock.ts'
import { REPORT_FOLDER } from './report-file.ts'

/** The path of the history of a project's releases. */
export function historyPath(root: string): string {
  return join(root, REPORT_FOLDER, 'history.jsonl')
}

/**
 * Reads the history of a project, the oldest release first; empty where none was kept yet.
 *
 * @param root The project's folder.
 * @throws ReplayError `HISTORY_CORRUPT` where a line cannot be read: it is never taken for absent.
 */
export function readHistory(root: string): HistoryEntry[] {
  const file = historyPath(root)
  return parseHistory(readText(file), { file })
}

/** Time to wait for another process that has locked the history. */
const PATIENCE_MS = 10_000

/**
 * Adds a release to the history of a project, in the place of its earlier line where it has one.
 *
 * @returns The file, and `replaced: true` if there was one.
 */
export async function appendHistory(
  root: string,
  entry: HistoryEntry,
): Promise<{ file: string; replaced: boolean }> {
  const file = historyPath(root)
  const attempted = `Failed to add the release "${entry.release}" to ${file}`
  const lock = `${file}.lock`
  guarded(attempted, () => mkdirSync(dirname(file), { recursive: true }))
  await waitForLock(lock, attempted)
  try {
    const text = readText(file)
    // Validated first: no line is added to a file that cannot be read, or replaces it.
    parseHistory(text, { file })
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    const others = lines.filter((line) => releaseIn(line) !== entry.release)
    const replaced = others.length < lines.length
    const at = replaced
      ? lines.findIndex((line) => releaseIn(line) === entry.release)
      : others.length
    others.splice(at, 0, JSON.stringify(entry))
    const whole = `${file}.${process.pid}.tmp`
    try {
      guarded(attempted, () => {
        writeFileSync(whole, `${others.join('\n')}\n`, { flush: true })
        renameSync(whole, file)
      })
    } catch (error) {
      removeFile(whole)
      throw error
    }
    return { file, replaced }
  } finally {
    releaseLock(lock)
  }
}

function releaseIn(line: string): string {
  return (JSON.parse(line.replace(/^\ufeff/, '')) as HistoryEntry).release
}

async function waitForLock(lock: string, attempted: string): Promise<void> {
  const busy = new ReplayError('HISTORY_BUSY', {
    attempted,
    reason: 'another process is writing it',
    remedy: `Try again. If no other process is running, delete ${lock}`,
    location: { file: lock },
  })
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return takeLock(lock, attempted, () => busy)
    } catch (error) {
      if (error !== busy || Date.now() > until) throw error
      await sleep(20)
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to read ${file}`,
        reason: (error as Error).message,
        remedy: 'Check the file and its permissions; it was not changed',
        location: { file },
      },
      { cause: error },
    )
  }
}

/**
 * The releases in a project's history, for its report; an empty object where there are none. A
 * history that cannot be read is reported as a warning: it must not cost the report of a test run.
 */
export function knownHistory(
  root: string,
  complain: (message: string) => void,
): { history?: HistoryEntry[] } {
  try {
    const history = readHistory(root)
    return history.length > 0 ? { history } : {}
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    complain(error.message)
    return {}
  }
}
