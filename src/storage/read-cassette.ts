import { readFileSync, statSync } from 'node:fs'
import { utf8Text } from '../core/bytes.ts'
import { parseCassette } from '../core/cassette/parse.ts'
import type { Cassette } from '../core/cassette/schema.ts'
import { ReplayError } from '../core/errors.ts'
import { recordingPath } from './recording.ts'

/** What lies on the disk for a run. */
export type FoundCassette =
  | { kind: 'nothing' }
  | { kind: 'complete'; cassette: Cassette; text: string }
  /** A recording that did not come to its end, beside where the cassette will be. */
  | { kind: 'interrupted'; cassette: Cassette; path: string }
  /** The cassette itself has no end: it lost it, since a recording is moved into place whole. */
  | { kind: 'cut-off'; cassette: Cassette; path: string }

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
    return cassette.end ? { kind: 'complete', cassette, text } : { kind: 'cut-off', cassette, path }
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

/**
 * Reads what a new recording is going to replace, for comparison. Replacing it was asked for (mode `all`), so what is
 * corrupt or newer is no obstacle; it stays until the new recording is whole.
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
    if (size > MAX_BYTES) {
      throw new ReplayError('CASSETTE_TOO_LARGE', {
        attempted: `Failed to read ${path}`,
        reason: `it has ${Math.round(size / 1024 / 1024)} MB, and ${MAX_BYTES / 1024 / 1024} MB is the most that can be read`,
        remedy: 'Split the run, or exempt large downloads with the plugin option "passthrough"',
        location: { file: path },
      })
    }
    return decode(path, readFileSync(path))
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

function decode(path: string, bytes: Uint8Array): string {
  const text = utf8Text(bytes)
  if (text !== undefined) return text
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start)
    const last = end === -1
    if (utf8Text(bytes.subarray(start, last ? undefined : end)) === undefined || last) {
      throw corrupt(path, line, 'it is not UTF-8')
    }
    start = end + 1
  }
}

function corrupt(file: string, line: number, reason: string): ReplayError {
  return new ReplayError('CASSETTE_CORRUPT', {
    attempted: `Failed to read ${file}`,
    reason: `line ${line}: ${reason}`,
    remedy: 'Restore the file from git, or record the run again with VITEST_REPLAY=all',
    location: { file, line },
  })
}
