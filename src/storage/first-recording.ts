import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { REPORT_FOLDER } from './report-file.ts'

/**
 * Says whether nothing was recorded in this project before. True for one caller only, whichever worker comes first:
 * making the folder decides.
 */
export function claimFirstRecording(root: string): boolean {
  try {
    mkdirSync(join(root, REPORT_FOLDER))
    return true
  } catch {
    // It is there already, or cannot be made; then the recording itself will say why.
    return false
  }
}
