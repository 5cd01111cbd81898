import { signalsOf } from '../analysis/signals.ts'
import { toolCallsOf } from '../analysis/tool-calls.ts'
import { readCalling, readSpan } from '../report/action-codec/read-facts.ts'
import type { ReportAction } from '../report/action-schema.ts'
import { type Contents } from '../report/contents/contents.ts'
import { createUnpacker } from '../report/contents/unpack-contents.ts'
import type { RunReport } from '../report/schema.ts'
import type { RunCreated } from './schema.ts'

/** The reason of a run whose process is gone. */
export const PROCESS_ENDED = 'the process that ran it ended before the run did'

/** Describes a run without an end by the actions that are known of it. */
export function runWithoutEnd(
  { traceId, run }: RunCreated,
  actions: ReportAction[],
  {
    contents,
    reason,
    notes,
  }: { contents: Contents; reason: string | null; notes: NonNullable<RunReport['notes']> },
): RunReport {
  const unpack = createUnpacker(contents)
  return {
    ...run,
    traceId,
    expectedToFail: false,
    endedAt: null,
    recordedAt: null,
    recordedRelease: null,
    status: 'interrupted',
    verified: null,
    matchRate: null,
    determinism: null,
    receipt: countTreatments(actions),
    divergences: [],
    volatile: [],
    rules: [],
    unusedRules: [],
    actions,
    recordedActions: [],
    finalOutput: { recorded: null, replayed: null },
    stopReason: null,
    signals: signalsOf({
      spans: actions.map((action) => readSpan(action, unpack)),
      toolCalls: toolCallsOf(actions.map((action) => readCalling(action, unpack))),
      end: null,
    }),
    changedResources: [],
    error: reason,
    ...(notes.length > 0 ? { notes } : {}),
    durationMs: 0,
    recordedDurationMs: null,
    originalCostUsd: null,
    replayCostUsd: null,
    savingsUsd: null,
  }
}

function countTreatments(actions: readonly ReportAction[]): RunReport['receipt'] {
  const count = (...treatments: Array<ReportAction['treatment']>) =>
    actions.filter(({ treatment }) => treatments.includes(treatment)).length
  return {
    served: count('equal', 'volatile', 'mismatched', 'executed'),
    volatile: count('volatile'),
    mismatched: count('mismatched'),
    live: count('live', 'recorded'),
    blocked: count('blocked'),
    unserved: 0,
  }
}
