import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { REPORT_FOLDER } from './report-file.ts'

/** The roots whose folder this process has created, and whose first recording was not claimed yet. */
const created = new Set<string>()

/** Creates the folder of a project's results, where it is not there yet. */
export function createResultsFolder(root: string): void {
  try {
    mkdirSync(join(root, REPORT_FOLDER))
    created.add(root)
  } catch {
    // It exists already, or cannot be created; in the latter case what is written there fails
    // with the reason.
  }
}

/**
 * Returns `true` if nothing was recorded in this project before. True for one caller only,
 * whichever worker comes first: creating the folder decides.
 */
export function claimFirstRecording(root: string): boolean {
  createResultsFolder(root)
  return created.delete(root)
}
