import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCassette } from '../../core/cassette/parse.ts'
import { ReplayError } from '../../core/errors.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import { readKeptCassette } from '../../storage/run-store/bundle-file.ts'
import { readHeads } from '../../storage/run-store/find-run.ts'
import { runPath } from '../../storage/run-store/run-files.ts'

/** The recording of an execution, and where it lies. */
export interface FoundRecording {
  text: string
  /** The file of a run or a bundle that it was kept in; `null` for a cassette in its place. */
  keptIn: string | null
}

/**
 * Finds the recording of an execution: kept with it, in the place of its cassette, or kept with the failed recording that it
 * replayed. `null` where there is none, or only a newer one.
 *
 * @param file The file that the execution was read from.
 */
export function findRecording(
  root: string,
  { stored, file }: { stored: StoredRun; file: string },
): FoundRecording | null {
  if (stored.cassette !== null) return { text: stored.cassette, keptIn: file }
  const { run } = stored
  const place = join(root, run.cassette)
  const inPlace = readIfThere(place)
  if (inPlace !== null && isRecordedAt(inPlace, place, run.recordedAt))
    return { text: inPlace, keptIn: null }
  for (const head of readHeads(root).heads) {
    if (head.run.runId !== run.runId || head.run.mode === 'replay') continue
    const path = runPath(root, head.traceId)
    const kept = readKeptCassette(path)
    if (kept !== null && isRecordedAt(kept, path, run.recordedAt))
      return { text: kept, keptIn: path }
  }
  return null
}

function isRecordedAt(text: string, file: string, recordedAt: string | null): boolean {
  try {
    return parseCassette(text, { file }).header.recordedAt === recordedAt
  } catch (error) {
    if (error instanceof ReplayError) return false
    throw error
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
