import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseRunEvents, readRun, type StoredRun } from '../../core/run-events/read-run.ts'
import { readBundle } from '../../storage/run-store/bundle-file.ts'
import { findStoredRun } from '../../storage/run-store/find-run.ts'
import { readStoredRun } from '../../storage/run-store/read-runs.ts'
import { runPath } from '../../storage/run-store/run-files.ts'

/** Names a bundle by its path. */
export function isBundle(target: string): boolean {
  return target.endsWith('.html') && existsSync(target)
}

/** Reads an execution by its id, or out of a bundle; returns the file that it stands in, too. */
export function openStoredRun(root: string, target: string): { stored: StoredRun; file: string } {
  if (isBundle(target)) {
    const file = resolve(target)
    const { events, cassette } = readBundle(file)
    const stored = readRun(parseRunEvents(events, { file }), { file })
    return { stored: { ...stored, cassette: stored.cassette ?? cassette }, file }
  }
  const { traceId } = findStoredRun(root, target)
  return { stored: readStoredRun(root, traceId), file: runPath(root, traceId) }
}
