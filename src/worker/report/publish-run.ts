import type { RunReport } from '../../core/report/schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { interruptedReport } from './run-report.ts'

/** Changes what is published of a run. A whole report replaces what was published; parts are added to it. */
export type SettleRun = (change: RunReport | Partial<RunReport>) => void

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
    // The report of an interrupted run packs all its actions: it is made only where something of it is kept.
    published.run = isWhole(change) ? change : { ...published.run, ...change }
  }
  return { published, settle }
}

function isWhole(change: RunReport | Partial<RunReport>): change is RunReport {
  return change.runId !== undefined && change.actions !== undefined
}
