import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { ReplayError } from '../core/errors.ts'
import { guarded } from './guarded.ts'
import { releaseLock, removeFile, takeLock } from './lock.ts'

/** A recording in progress: one writer, appended line by line, moved into place at its end. */
export interface RecordingWriter {
  append(line: string): void
  /** Writes the complete cassette beside its place, to be put there together with others. */
  finish(text: string): void
  /** Puts the finished cassette in place of an older one. */
  place(): void
  /** Writes the finished cassette and puts it in place of an older one. */
  commit(text: string): void
  /** Leaves the recorded part beside the cassette, to be resumed. */
  abandon(): void
  /** Ends without leaving anything. */
  discard(): void
}

/** The path of an interrupted recording of a cassette. */
export function recordingPath(cassette: string): string {
  return `${cassette}.recording`
}

/**
 * Starts recording a cassette. Each appended line is written at once, so that a killed process
 * loses at most the action it was in.
 *
 * @throws ReplayError `CASSETTE_BUSY` when another worker records the same cassette,
 * `STORAGE_FAILED` when it cannot be written.
 */
export function openRecording(cassette: string): RecordingWriter {
  const attempted = `Failed to record ${cassette}`
  const journal = recordingPath(cassette)
  const lock = `${cassette}.lock`
  guarded(attempted, () => mkdirSync(dirname(cassette), { recursive: true }))
  takeLock(lock, attempted, () => busy(attempted, lock))
  let descriptor: number | undefined
  try {
    descriptor = guarded(attempted, () => {
      keepEarlier(journal)
      return openSync(journal, 'w')
    })
  } catch (error) {
    releaseLock(lock)
    throw error
  }

  let isOver = false
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
    // Released once: later the lock may belong to another recording.
    if (!isOver) releaseLock(lock)
    isOver = true
  }
  const moveWhole = (text: string, target: string) => {
    const whole = `${cassette}.${process.pid}-${threadId}.tmp`
    try {
      guarded(attempted, () => {
        writeDurably(whole, text)
        renameSync(whole, target)
      })
    } catch (error) {
      removeFile(whole)
      close()
      throw error
    }
  }
  const forget = () => {
    removeFile(journal)
    removeFile(`${journal}.previous`)
    close()
  }
  return {
    append(line) {
      if (descriptor === undefined) return
      const open = descriptor
      // Not `writeSync`, which writes half a line on a disk that is nearly full, without an error.
      guarded(attempted, () => writeFileSync(open, line))
    },
    finish(text) {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
      moveWhole(text, journal)
    },
    place() {
      try {
        guarded(attempted, () => renameSync(journal, cassette))
      } catch (error) {
        close()
        throw error
      }
      forget()
    },
    commit(text) {
      moveWhole(text, cassette)
      forget()
    },
    abandon: close,
    discard() {
      close()
      removeFile(journal)
    },
  }
}

/**
 * Sets an earlier, interrupted recording aside instead of overwriting it: its calls were paid for.
 */
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

function busy(attempted: string, lock: string): ReplayError {
  return new ReplayError('CASSETTE_BUSY', {
    attempted,
    reason: 'another worker is recording the same cassette',
    remedy: `Give the runs different names with the option "cassette". If no test is running, delete ${lock}`,
    location: { file: lock },
  })
}
