import { approvalsOf, openApproval } from '../../core/analysis/approvals.ts'
import { signalsOf, type RunSignals } from '../../core/analysis/signals.ts'
import { toolCallsOf } from '../../core/analysis/tool-calls.ts'
import { readError } from '../../core/report/action-codec/error-facts.ts'
import {
  readApprovalStep,
  readCalling,
  readSpan,
} from '../../core/report/action-codec/read-facts.ts'
import type { ReportContents } from '../../core/report/action-codec/report-contents.ts'
import type {
  ErrorFacts,
  RecordedActionReport,
  ReportAction,
} from '../../core/report/action-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { createUnpacker } from '../../core/report/contents/unpack-contents.ts'

/**
 * Lists the approvals of a run; nothing where it asked for none.
 *
 * @param waitsFor What its output asks for, and nobody has answered.
 */
export function runApprovals(
  actions: readonly ReportAction[],
  recorded: readonly RecordedActionReport[],
  contents: ReportContents,
  waitsFor: readonly string[],
): Pick<RunReport, 'approvals'> {
  if (waitsFor.length === 0 && !actions.some(({ type }) => type === 'approval')) return {}
  const unpack = createUnpacker(contents.all)
  const steps = actions.map((action) => readApprovalStep(action, unpack))
  return { approvals: [...approvalsOf(steps, recorded), ...waitsFor.map(openApproval)] }
}

/** Draws the signals of a run. */
export function runSignals(
  actions: readonly ReportAction[],
  contents: ReportContents,
  end: { error: ErrorFacts | null; isWaiting?: true } | null,
  { pending, dropped }: { pending?: RunReport['pending']; dropped?: readonly string[] } = {},
): RunSignals {
  const unpack = createUnpacker(contents.all)
  return signalsOf({
    spans: actions.map((action) => readSpan(action, unpack)),
    toolCalls: toolCallsOf(actions.map((action) => readCalling(action, unpack))),
    end: end && { ...end, error: end.error && readError(end.error) },
    pending,
    dropped,
  })
}
