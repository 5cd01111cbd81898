import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import type { ReplayReport } from '../core/report/schema.ts'

/** Where the results of a test run lie, below the root. */
export const REPORT_FOLDER = '.vitest-replay'

/** Fewer actions than this are indented for readers; more would double the file. */
const READABLE_ACTIONS = 500

/**
 * Writes `report.json` and returns its path.
 *
 * @param json The report as compact JSON, where it is at hand.
 */
export function writeReport(
  root: string,
  report: ReplayReport,
  json = JSON.stringify(report),
): string {
  const isShort = report.totals.actions < READABLE_ACTIONS
  const text = isShort ? JSON.stringify(report, null, 2) : json
  return writeReportFile(root, 'report.json', `${text}\n`)
}

/** Writes a file of the report and returns its path; a reader never sees half of it. */
export function writeReportFile(root: string, name: string, text: string): string {
  const folder = join(root, REPORT_FOLDER)
  const file = join(folder, name)
  try {
    mkdirSync(folder, { recursive: true })
    const whole = `${file}.${process.pid}.tmp`
    writeFileSync(whole, text)
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
