import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import { removeFile } from './lock.ts'
import type { ReplayReport } from '../core/report/schema.ts'

/** The folder of a test run's results, below the root. */
export const REPORT_FOLDER = '.vitest-replay'

/**
 * Below this number of actions the file is indented for readers; above it, that would double the
 * file.
 */
const READABLE_ACTIONS = 500

/** Returns `true` if a test run has left a report in this project. */
export function hasReport(root: string): boolean {
  return existsSync(join(root, REPORT_FOLDER, 'report.json'))
}

/**
 * Writes `report.json` and returns its path.
 *
 * @param json The report as compact JSON, where the caller has it.
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
  const file = join(root, REPORT_FOLDER, name)
  const whole = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(whole, text)
    renameSync(whole, file)
  } catch (error) {
    removeFile(whole)
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

/**
 * Removes files of an earlier report from a folder of the report, and the folder itself if it is
 * empty then.
 */
export function removeReportPieces(
  root: string,
  folder: string,
  isStale: (name: string) => boolean,
): void {
  const path = join(root, REPORT_FOLDER, folder)
  try {
    const names = readdirSync(path)
    const stale = names.filter(isStale)
    for (const name of stale) unlinkSync(join(path, name))
    if (stale.length === names.length) rmdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw new ReplayError(
      'STORAGE_FAILED',
      {
        attempted: `Failed to remove an earlier report from ${path}`,
        reason: (error as Error).message,
        remedy: 'Make the folder writable or remove it, then run the tests again',
        location: { file: path },
      },
      { cause: error },
    )
  }
}
