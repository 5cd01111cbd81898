// The report's schema and arithmetic.
export { REPORT_VERSION, ReplayReportSchema } from './core/report/schema.ts'
export { totalRuns } from './core/report/totals.ts'

// Reading and exporting.
export { parseReport } from './core/report/parse-report.ts'
export { actionRows, fullActionRows, runRows } from './core/report/export-rows.ts'
export { toCsv } from './core/report/csv.ts'

// Its contents, each large part of which is written once.
export { createUnpacker, packContents, unpackContents } from './core/report/contents.ts'

// Type definitions.
export type { Divergence } from './core/divergence/schema.ts'
export type {
  AnswerContent,
  RequestContent,
  ResponseContent,
} from './core/report/action-content.ts'
export type { ExportRow } from './core/report/export-rows.ts'
export type { Contents } from './core/report/contents.ts'
export type {
  Outcome,
  Receipt,
  ReplayReport,
  ReportTotals,
  RunReport,
  Signals,
} from './core/report/schema.ts'
export type {
  ActionFacts,
  ErrorFacts,
  Omitted,
  RecordedActionReport,
  ReportAction,
  Treatment,
} from './core/report/action-schema.ts'
