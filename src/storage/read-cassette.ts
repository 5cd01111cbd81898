import { readFileSync, statSync } from 'node:fs'
import { readLines } from '../core/cassette/read-lines.ts'
import type { Cassette } from '../core/cassette/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { cassetteText, checkSize } from './cassette-text.ts'
import { recordingPath } from './recording.ts'

/** The state of a run's cassette on disk. */
export type FoundCassette =
  | { kind: 'nothing' }
  | { kind: 'complete'; cassette: Cassette; text: string }
  /** An interrupted recording, beside the path of the cassette. */
  | { kind: 'interrupted'; cassette: Cassette; path: string }
  /** The cassette itself has lost its end: a recording is complete when it is moved into place. */
  | { kind: 'cut-off'; cassette: Cassette; path: string }

/**
 * Reads the cassette of a run, or the interrupted recording beside it. A file that exists but
 * cannot be read is an error, never "nothing".
 */
export function readCassette(path: string): FoundCassette {
  const text = readText(path)
  if (text !== undefined) {
    const cassette = readLines(text, path)
    return cassette.end ? { kind: 'complete', cassette, text } : { kind: 'cut-off', cassette, path }
  }
  const journal = recordingPath(path)
  const interrupted = readText(journal)
  // Interrupted before its first line was written: there is nothing to resume.
  if (!interrupted?.includes('\n')) return { kind: 'nothing' }
  return {
    kind: 'interrupted',
    cassette: readLines(interrupted, journal),
    path: journal,
  }
}

/**
 * Reads the cassette that a new recording is going to replace, for comparison. As replacing it was
 * requested (mode `all`), a corrupt or newer one is no obstacle; it stays until the new recording
 * is complete.
 */
export function readReplaced(path: string): FoundCassette {
  try {
    return readCassette(path)
  } catch (error) {
    if (error instanceof ReplayError && error.code.startsWith('CASSETTE_'))
      return { kind: 'nothing' }
    throw error
  }
}

function readText(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    checkSize(path, size)
    return cassetteText(path, readFileSync(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof ReplayError) throw error
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to read ${path}`,
        reason: (error as Error).message,
        remedy: 'Check the file and its permissions; it was not changed',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
