import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { REPORT_FOLDER } from './report-file.ts'

/**
 * Returns `true` if nothing was recorded in this project before. True for one caller only,
 * whichever worker comes first: creating the folder decides.
 */
export function claimFirstRecording(root: string): boolean {
  try {
    mkdirSync(join(root, REPORT_FOLDER))
    return true
  } catch {
    // It exists already, or cannot be created; in the latter case the recording itself will fail
    // with the reason.
    return false
  }
}
