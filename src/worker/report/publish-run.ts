import type { RunReport } from '../../core/report/schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { interruptedReport } from './run-report.ts'

/** Changes what is told of a run. */
export type SettleRun = (change: Partial<RunReport>) => void

/** Hands a run to the reporter before it starts: until it is settled, it stands as interrupted. */
export function publishRun(prepared: PreparedRun): { published: PublishedRun; settle: SettleRun } {
  let settled: RunReport | undefined
  const published = {
    get run() {
      return settled ?? interruptedReport(prepared)
    },
    set run(report: RunReport) {
      settled = report
    },
    contents: prepared.contents.all,
  }
  prepared.context.results.push(published)
  const settle: SettleRun = (change) => {
    published.run = { ...published.run, ...change }
  }
  return { published, settle }
}
