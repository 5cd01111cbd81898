import type { RunReport } from '../../core/report/schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { FollowPass } from '../pass/run-pass.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { interruptedReport } from './interrupted-report.ts'

/** The report of a run, published from its start on: until it is updated, the run counts as interrupted. */
export interface RunPublication {
  readonly report: RunReport
  /** Replaces the report. */
  publish(report: RunReport): void
  /** Changes parts of the report; of a run that has not ended, it is made first. */
  update(change: Partial<RunReport>): void
  /** Shows the actions of a pass while it goes on. */
  follow: FollowPass
}

/** Publishes a run before it starts. */
export function publishRun(prepared: PreparedRun): RunPublication {
  let known: RunReport | undefined
  let ledger: PassLedger | null = null
  const current = () => known ?? interruptedReport(prepared, ledger)
  const published: PublishedRun = {
    get run() {
      return current()
    },
    contents: prepared.contents.all,
  }
  prepared.context.results.push(published)
  return {
    get report() {
      return current()
    },
    publish: (report) => void (known = report),
    update: (change) => void (known = { ...current(), ...change }),
    follow: (started) => void (ledger = started),
  }
}
