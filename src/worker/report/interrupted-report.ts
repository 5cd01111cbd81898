import type { RunReport } from '../../core/report/schema.ts'
import { isLeftUnread } from '../begun/open-exchange.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { reportRun } from './run-report.ts'
import { runSignals } from './run-signals.ts'

/**
 * Describes a run that has not ended, by the actions that are over.
 *
 * @param now Milliseconds from the start of the run.
 */
export function interruptedReport(
  prepared: PreparedRun,
  ledger: PassLedger | null,
  now: number,
): RunReport {
  const pass = ledger && { ledger, outcome: null, duration: now }
  // Takes that are about to be recorded are not missing.
  const { missingTakes: _missing, ...report } = reportRun(prepared, pass, {
    mode: ledger?.options.plan ?? 'replay',
    verified: null,
  })
  const over = new Set(
    ledger?.actions.flatMap(({ fresh, error, index }) => (fresh || error ? [index] : [])),
  )
  const actions = report.actions.filter((action) => over.has(action.index))
  const unread = new Set(
    ledger?.actions.flatMap((action) => (isLeftUnread(action) ? [action.index] : [])),
  )
  const pending = report.actions
    .filter(({ index }) => !over.has(index) && !unread.has(index))
    .map(({ index, type, name, start }) => ({ index, type, name, ageMs: Math.max(0, now - start) }))
    .reverse()
  const isPending = (index: number) => pending.some((action) => action.index === index)
  const approvals = report.approvals?.map((approval) =>
    approval.action !== null && isPending(approval.action)
      ? { ...approval, answered: false, resumedBy: null }
      : approval,
  )
  return {
    ...report,
    ...(report.mode !== 'replay' && pending.some(mayCost) ? UNKNOWN_COST : {}),
    ...(approvals ? { approvals } : {}),
    actions,
    finalOutput: { recorded: null, replayed: null },
    ...(pending.length > 0 ? { pending } : {}),
    signals: runSignals(actions, prepared.contents, null, { pending }),
    status: 'interrupted',
    error: describeInterruption(pending[0]),
  }
}

/** @note A request is known as a model call once it was answered. */
function mayCost({ type }: { type: string }): boolean {
  return type === 'llm' || type === 'http'
}

const UNKNOWN_COST = { replayCostUsd: null, savingsUsd: null }

function describeInterruption(
  pending: NonNullable<RunReport['pending']>[number] | undefined,
): string {
  if (!pending) return 'the run did not end'
  return `the run did not end: ${pending.name} had no answer after ${Math.round(pending.ageMs)} ms`
}
