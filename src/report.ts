// The report's schema and arithmetic.
export { REPORT_VERSION, ReplayReportSchema } from './core/report/schema.ts'
export { totalRuns } from './core/report/totals.ts'

// The diagnosis of a run that failed.
export { analyzeRun } from './core/words/diagnosis/analyze-run.ts'

// The comparison of two releases, its schema and its gate.
export { COMPARISON_VERSION, ComparisonSchema } from './core/report/comparison-schema.ts'
export { compareReleases } from './core/words/comparison/compare-releases.ts'
export { judgeGate } from './core/words/comparison/judge-gate.ts'
export { runsOfCassettes } from './core/comparison/runs/from-cassette.ts'
export { runsOfReport } from './core/comparison/runs/from-report.ts'
export { mergeRuns } from './core/comparison/runs/merge-runs.ts'

// Executions that are kept in `.vitest-replay/runs`.
export { loadRun } from './storage/run-store/find-run.ts'
export { queryRuns, querySpans, waitForRuns } from './storage/run-store/query-runs.ts'

// Reading and exporting.
export { parseReport } from './core/report/parse-report.ts'
export { actionRows, fullActionRows, runRows } from './core/report/export-rows.ts'
export { messageRows } from './core/report/action-codec/message-rows.ts'
export { toCsv } from './core/words/csv.ts'

// The contents, each large part of which is written once.
export { packContents } from './core/report/contents/contents.ts'
export { createUnpacker, unpackContents } from './core/report/contents/unpack-contents.ts'

// Type definitions.
export type { Divergence } from './core/divergence/schema.ts'
export type {
  AnswerContent,
  RequestContent,
  ResponseContent,
} from './core/report/action-codec/content.ts'
export type {
  Comparison,
  Gate,
  MetricComparison,
  RunComparison,
} from './core/report/comparison-schema.ts'
export type { Evidence, MetricName, Verdict } from './core/report/comparison-enums.ts'
export type { ReleaseRun, ReleaseSide } from './core/comparison/runs/performed-run.ts'
export type { AnalyzeRunOptions } from './core/words/diagnosis/analyze-run.ts'
export type { RunFilter } from './core/run-events/find-runs.ts'
export type { StoredHead } from './core/run-events/stored-head.ts'
export type { SpanFilter } from './core/run-events/span-filter.ts'
export type { StoredRun } from './core/run-events/read-run.ts'
export type { RunEvent } from './core/run-events/schema.ts'
export type { Diagnosis } from './core/report/diagnosis-schema.ts'
export type { ExportRow } from './core/report/export-rows.ts'
export type { Contents } from './core/report/contents/contents.ts'
export type { Receipt } from './core/report/receipt-schema.ts'
export type {
  Outcome,
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
