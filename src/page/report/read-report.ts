import type { ReplayReport } from '../../core/report/schema.ts'

/** The version of the report that this page shows. */
const VERSION = 1

/**
 * Parses a report. What this package wrote is not validated once more: the page has to be there within a second.
 *
 * @throws When it is no report, or one of a newer version.
 */
export function readReport(text: string): ReplayReport {
  const report = JSON.parse(text) as Partial<ReplayReport> | null
  if (typeof report !== 'object' || report === null || !Array.isArray(report.runs))
    throw new Error('it is not a report of vitest-replay')
  if (report.version !== VERSION)
    throw new Error(
      `its version is ${String(report.version)}, and this page knows ${VERSION}; open it with the page that was written beside it`,
    )
  return report as ReplayReport
}
