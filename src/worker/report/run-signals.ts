import { bodyContent } from '../../core/cassette/body.ts'
import type { Body } from '../../core/cassette/schema.ts'
import type { JsonValue } from '../../core/json.ts'
import { readError } from '../../core/report/action-codec/error-facts.ts'
import { signalsOf, type RunSignals, type Span } from '../../core/analysis/signals.ts'
import { toolCallsOf } from '../../core/analysis/tool-calls.ts'
import { performedContent, readAnswer } from '../../core/report/action-codec/read-action.ts'
import type { ReportContents } from '../../core/report/action-codec/report-contents.ts'
import type { ErrorFacts, ReportAction } from '../../core/report/action-schema.ts'
import { createUnpacker, type Unpack } from '../../core/report/contents.ts'

/** Draws the signals of a run. */
export function runSignals(
  actions: readonly ReportAction[],
  contents: ReportContents,
  end: { error: ErrorFacts | null } | null,
): RunSignals {
  const unpack = createUnpacker(contents.all)
  const spans = actions.map((action) => spanOf(action, unpack))
  const toolCalls = toolCallsOf(
    actions.map((action) => ({
      index: action.index,
      type: action.type,
      name: action.name,
      inputs: () => performedContent(action, unpack).inputs?.json,
      wanted: () => readAnswer(action, unpack)?.toolCalls ?? [],
    })),
  )
  return signalsOf({ spans, toolCalls, end: end && { error: end.error && readError(end.error) } })
}

function spanOf(action: ReportAction, unpack: Unpack): Span {
  const response = () => performedContent(action, unpack).response
  const isExchange = action.type === 'llm' || action.type === 'http'
  return {
    ...action,
    error: action.error && readError(action.error),
    blocked: action.outcome === 'blocked',
    isCutOff: isExchange && response()?.end === 'truncated',
    errorBody: () => jsonOf(response()?.body),
  }
}

function jsonOf(body: Body | undefined): JsonValue | undefined {
  const content = bodyContent(body)
  return content && 'json' in content ? content.json : undefined
}
