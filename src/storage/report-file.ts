import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import type { ReplayReport } from '../core/report/schema.ts'

/** Where the results of a test run lie, below the root. */
export const REPORT_FOLDER = '.vitest-replay'

/** Writes `report.json` and returns its path; a reader never sees half of it. */
export function writeReport(root: string, report: ReplayReport): string {
  const folder = join(root, REPORT_FOLDER)
  const file = join(folder, 'report.json')
  try {
    mkdirSync(folder, { recursive: true })
    const whole = `${file}.${process.pid}.tmp`
    writeFileSync(whole, `${JSON.stringify(report, null, 2)}\n`)
    renameSync(whole, file)
  } catch (error) {
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to write ${file}`,
        reason: (error as Error).message,
        remedy: 'Free space or make the folder writable, then run the tests again',
        location: { file },
      },
      { cause: error },
    )
  }
  return file
}
