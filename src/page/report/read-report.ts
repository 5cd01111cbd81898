import { liftReport } from '../../core/report/lift-report.ts'
import type { ReplayReport, RunReport } from '../../core/report/schema.ts'
import type { ComparisonPart } from '../../core/report/split-comparison.ts'
import type { ReportHead, ReportPart } from '../../core/report/split-report.ts'

/** The version of the report that this page shows. */
const VERSION = 1

/** Access to the pieces of a large report, which are read on demand. */
export interface ReportPieces {
  part(index: number): Promise<ReportPart>
  compared(index: number): Promise<ComparisonPart>
  /** The text of a part that is offered as a file. */
  file(key: string): Promise<string>
}

/** A report: whole, or its head with access to its parts. */
export type ReadReport = { pieces: ReportPieces | null } & (
  | {
      kind: 'whole'
      report: ReplayReport
      /** Of runs that go on: the actions of their recordings, `null` where they are recorded. */
      live?: ReadonlyMap<RunReport, number | null>
      /** The runs of other reports that are hidden, by their identity. */
      replaces?: ReadonlySet<string>
    }
  | { kind: 'split'; head: ReportHead; pieces: ReportPieces }
)

/**
 * Parses a report. A report of this package is not validated again, so that the page appears within
 * a second.
 *
 * @throws When it is no report, or one of a newer version.
 */
export function readPageReport(text: string, pieces: ReportPieces | null = null): ReadReport {
  const report = JSON.parse(text) as Partial<ReplayReport & ReportHead> | null
  const runs = report?.runs ?? report?.heads
  if (typeof report !== 'object' || report === null || !Array.isArray(runs))
    throw new Error('it is not a report of vitest-replay')
  if (report.version !== VERSION)
    throw new Error(
      `its version is ${String(report.version)}, and this page knows ${VERSION}; open it with the page that was written beside it`,
    )
  liftReport(report)
  return report.heads && pieces
    ? { kind: 'split', head: report as ReportHead, pieces }
    : { kind: 'whole', report: report as ReplayReport, pieces }
}
