import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { ReplayError } from '../core/errors.ts'
import { isJsonObject, parseJson } from '../core/json.ts'

/** A recording in progress: one writer, appended line by line, moved into place at its end. */
export interface Recording {
  append(line: string): void
  /** Writes the finished cassette and puts it in place of an older one. */
  commit(text: string): void
  /** Leaves what was recorded beside the cassette, to be resumed. */
  abandon(): void
  /** Ends without leaving anything. */
  discard(): void
}

/** Where an interrupted recording of a cassette lies. */
export function recordingPath(cassette: string): string {
  return `${cassette}.recording`
}

/**
 * Starts recording a cassette. Each appended line is handed to the system at once, so that a killed process loses
 * at most the action it was in.
 *
 * @throws ReplayError `CASSETTE_BUSY` when another worker records the same cassette, `STORAGE_FAILED` when it cannot be written.
 */
export function openRecording(cassette: string): Recording {
  const attempted = `Failed to record ${cassette}`
  const journal = recordingPath(cassette)
  const lock = `${cassette}.lock`
  guarded(attempted, () => mkdirSync(dirname(cassette), { recursive: true }))
  takeLock(lock, attempted)
  let descriptor: number | undefined
  try {
    descriptor = guarded(attempted, () => {
      keepEarlier(journal)
      return openSync(journal, 'w')
    })
  } catch (error) {
    remove(lock)
    throw error
  }

  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
    remove(lock)
  }
  return {
    append(line) {
      if (descriptor === undefined) return
      const open = descriptor
      // Not `writeSync`, which leaves half a line on a disk that is nearly full, and says nothing.
      guarded(attempted, () => writeFileSync(open, line))
    },
    commit(text) {
      const whole = `${cassette}.${process.pid}-${threadId}.tmp`
      try {
        guarded(attempted, () => {
          writeDurably(whole, text)
          renameSync(whole, cassette)
        })
        remove(journal)
        remove(`${journal}.previous`)
      } catch (error) {
        remove(whole)
        throw error
      } finally {
        close()
      }
    },
    abandon: close,
    discard() {
      close()
      remove(journal)
    },
  }
}

/** What an earlier, interrupted recording holds was paid for: it is set aside, not overwritten. */
function keepEarlier(journal: string): void {
  try {
    renameSync(journal, `${journal}.previous`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'w')
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Locks held by this thread: a leftover of an earlier process may carry the same process id. */
const KEY = Symbol.for('vitest-replay.locks')
const held = ((globalThis as unknown as Record<symbol, Set<string> | undefined>)[KEY] ??= new Set())

function takeLock(lock: string, attempted: string): void {
  const owner = JSON.stringify({ pid: process.pid, thread: threadId })
  for (let attempt = 0; ; attempt++) {
    try {
      guarded(attempted, () => writeFileSync(lock, owner, { flag: 'wx' }))
      held.add(lock)
      return
    } catch (error) {
      const exists =
        ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'
      if (!exists || attempt > 0 || !isStale(lock)) throw exists ? busy(attempted, lock) : error
      remove(lock)
    }
  }
}

/** A lock that names nobody is being written, or its writer was killed in between. */
const WRITTEN_WITHIN_MS = 5000

function isStale(lock: string): boolean {
  if (held.has(lock)) return false
  try {
    const owner = parseJson(readFileSync(lock, 'utf8'))
    if (!isJsonObject(owner) || typeof owner['pid'] !== 'number') {
      return Date.now() - statSync(lock).mtimeMs > WRITTEN_WITHIN_MS
    }
    if (owner['pid'] === process.pid) return owner['thread'] === threadId
    process.kill(owner['pid'], 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM'
  }
}

function busy(attempted: string, lock: string): ReplayError {
  return new ReplayError('CASSETTE_BUSY', {
    attempted,
    reason: 'another worker is recording the same cassette',
    remedy: `Give the runs different names with the option "cassette". If no test is running, delete ${lock}`,
    location: { file: lock },
  })
}

function remove(path: string): void {
  held.delete(path)
  try {
    unlinkSync(path)
  } catch (error) {
    // Gone already is what was wanted; anything else leaves a file behind, which is safe.
    void error
  }
}

const WHY: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  // What a recursive `mkdir` says of a read-only file system.
  ENOENT: 'its folder cannot be made there; the file system may be read-only',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the path is too long; shorten the name with the option "cassette"',
}

function guarded<T>(attempted: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted,
        reason: WHY[code ?? ''] ?? message,
        remedy:
          'Free space or make the folder writable, then run again; a cassette that was there is unchanged',
      },
      { cause: error },
    )
  }
}
