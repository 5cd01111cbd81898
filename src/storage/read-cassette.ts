import { readFileSync, statSync } from 'node:fs'
import { parseCassette } from '../core/cassette/parse.ts'
import type { Cassette } from '../core/cassette/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { recordingPath } from './recording.ts'

/** What lies on the disk for a run. */
export type FoundCassette =
  | { kind: 'nothing' }
  | { kind: 'complete'; cassette: Cassette; text: string }
  | { kind: 'interrupted'; cassette: Cassette; path: string }

/** No run is this large; JavaScript strings end at 512 MB. */
const MAX_BYTES = 400 * 1024 * 1024

/**
 * Reads the cassette of a run, or the interrupted recording beside it. A file that is there but cannot be read
 * is an error, never "nothing".
 */
export function readCassette(path: string): FoundCassette {
  const text = readText(path)
  if (text !== undefined) {
    const cassette = parseCassette(text, { file: path })
    return cassette.end
      ? { kind: 'complete', cassette, text }
      : { kind: 'interrupted', cassette, path }
  }
  const journal = recordingPath(path)
  const interrupted = readText(journal)
  // Interrupted before its first line was written: there is nothing to resume.
  if (!interrupted?.includes('\n')) return { kind: 'nothing' }
  return {
    kind: 'interrupted',
    cassette: parseCassette(interrupted, { file: journal }),
    path: journal,
  }
}

function readText(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    if (size > MAX_BYTES) {
      throw new ReplayError('CASSETTE_TOO_LARGE', {
        attempted: `Failed to read ${path}`,
        reason: `it has ${Math.round(size / 1024 / 1024)} MB, and ${MAX_BYTES / 1024 / 1024} MB is the most that can be read`,
        remedy: 'Split the run, or exempt large downloads with the plugin option "passthrough"',
        location: { file: path },
      })
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof ReplayError) throw error
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to read ${path}`,
        reason: (error as Error).message,
        remedy: 'Check the file and its permissions; it was left as it is',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
