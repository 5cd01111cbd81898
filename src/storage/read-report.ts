import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import { parseReport } from '../core/report/parse-report.ts'
import type { ReplayReport } from '../core/report/schema.ts'
import { REPORT_FOLDER } from './report-file.ts'

/** Finds the folder of a report: the named one, or the `.vitest-replay` in it. */
export function findReportFolder(path: string): string {
  const named = resolve(path)
  const folders = [join(named, REPORT_FOLDER), named]
  const folder = folders.find((candidate) => existsSync(join(candidate, 'report.json')))
  if (folder) return folder
  throw new ReplayError('REPORT_MISSING', {
    attempted: `Failed to find a report in ${path}`,
    reason: existsSync(named) ? 'there is no report.json' : 'there is no such folder',
    remedy: 'Run the tests first (vitest run); they write .vitest-replay/report.json',
    location: { file: named },
  })
}

/** Reads a report from a `report.json`, or from the folder that contains one. */
export function readReport(path: string): ReplayReport {
  const isFile = existsSync(path) && statSync(path).isFile()
  const file = isFile ? resolve(path) : join(findReportFolder(path), 'report.json')
  return parseReport(readFileSync(file, 'utf8'), { file })
}
