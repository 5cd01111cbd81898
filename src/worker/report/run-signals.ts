import { signalsOf, type RunSignals } from '../../core/analysis/signals.ts'
import { toolCallsOf } from '../../core/analysis/tool-calls.ts'
import { performedContent, readAnswer } from '../../core/report/action-codec/read-action.ts'
import type { ReportContents } from '../../core/report/action-codec/report-contents.ts'
import type { ErrorFacts, ReportAction } from '../../core/report/action-schema.ts'
import { createUnpacker } from '../../core/report/contents.ts'

/** Draws the signals of a run. */
export function runSignals(
  actions: readonly ReportAction[],
  contents: ReportContents,
  end: { error: ErrorFacts | null } | null,
): RunSignals {
  const unpack = createUnpacker(contents.all)
  const spans = actions.map((action) => ({ ...action, blocked: action.outcome === 'blocked' }))
  const toolCalls = toolCallsOf(
    actions.map((action) => ({
      index: action.index,
      type: action.type,
      name: action.name,
      inputs: () => performedContent(action, unpack).inputs?.json,
      wanted: () => readAnswer(action, unpack)?.toolCalls ?? [],
    })),
  )
  return signalsOf({ spans, toolCalls, end })
}
