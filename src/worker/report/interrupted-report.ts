import type { RunReport } from '../../core/report/schema.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { reportRun } from './run-report.ts'
import { runSignals } from './run-signals.ts'

/** Describes a run that has not ended, by the actions that are over. */
export function interruptedReport(prepared: PreparedRun, ledger: PassLedger | null): RunReport {
  const pass = ledger && { ledger, outcome: null, duration: ledger.now() }
  // Takes that are about to be recorded are not missing.
  const { missingTakes: _missing, ...report } = reportRun(prepared, pass, {
    mode: ledger?.options.plan ?? 'replay',
    verified: null,
  })
  const over = new Set(
    ledger?.actions.flatMap(({ fresh, error, index }) => (fresh || error ? [index] : [])),
  )
  const actions = report.actions.filter((action) => over.has(action.index))
  return {
    ...report,
    actions,
    finalOutput: { recorded: null, replayed: null },
    signals: runSignals(actions, prepared.contents, null),
    status: 'interrupted',
    error: 'the run did not end',
  }
}
