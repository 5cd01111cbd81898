// The report's schema and arithmetic.
export { REPORT_VERSION, ReplayReportSchema } from './core/report/schema.ts'
export { totalRuns } from './core/report/totals.ts'

// Type definitions.
export type { Divergence } from './core/divergence/schema.ts'
export type {
  Receipt,
  ReplayReport,
  ReportAction,
  ReportTotals,
  RunReport,
} from './core/report/schema.ts'
