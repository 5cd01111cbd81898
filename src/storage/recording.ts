import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { ReplayError } from '../core/errors.ts'
import { guarded } from './guarded.ts'
import { ignoreLeftovers, removeLeftovers } from './leftovers.ts'
import { releaseLock, removeFile, takeLock } from './lock.ts'

/** A recording in progress: one writer, appended line by line, moved into place at its end. */
export interface RecordingWriter {
  append(line: string): void
  /** Replaces all lines. */
  rewrite(lines: readonly string[]): void
  /** Writes the complete cassette beside its place, to be put there together with others. */
  finish(text: string): void
  /** Puts the finished cassette in place of an older one. */
  place(): void
  /** Writes the finished cassette and puts it in place of an older one. */
  commit(text: string): void
  /** Leaves the recorded part beside the cassette, to be resumed: of two interrupted recordings, the longer one. */
  abandon(): void
  /** Ends without leaving anything: the cassette that is there is the same recording. */
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
  ignoreLeftovers(cassette)
  guarded(attempted, () => removeLeftovers(cassette))
  takeLock(lock, attempted, () => busy(attempted, lock))
  let lines = 0
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
    removeFile(previousOf(journal))
    close()
  }
  return {
    append(line) {
      if (descriptor === undefined) return
      const open = descriptor
      // Not `writeSync`, which writes half a line on a disk that is nearly full, without an error.
      guarded(attempted, () => writeFileSync(open, line))
      lines++
    },
    rewrite(all) {
      if (descriptor === undefined) return
      closeSync(descriptor)
      descriptor = guarded(attempted, () => {
        const again = openSync(journal, 'w')
        writeFileSync(again, all.join(''))
        return again
      })
      lines = all.length
    },
    finish(text) {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
      moveWhole(text, journal)
      lines = Infinity
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
    abandon() {
      if (isOver) return
      // Only the header: there is nothing to resume.
      if (lines === 1) removeFile(journal)
      keepLonger(journal)
      close()
    },
    discard: forget,
  }
}

/**
 * Sets an earlier, interrupted recording aside instead of overwriting it: its calls were paid for.
 */
function keepEarlier(journal: string): void {
  const previous = previousOf(journal)
  if (sizeOf(previous) > sizeOf(journal)) removeFile(journal)
  else if (sizeOf(journal) >= 0) renameSync(journal, previous)
}

/** Leaves one interrupted recording, the one with more in it. */
function keepLonger(journal: string): void {
  const previous = previousOf(journal)
  if (sizeOf(previous) > sizeOf(journal)) renameSync(previous, journal)
  else removeFile(previous)
}

function previousOf(journal: string): string {
  return `${journal}.previous`
}

/** The size of a file; -1 where there is none. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1
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
