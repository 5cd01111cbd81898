import type { ModelFacts, RecordedAction } from '../../cassette/schema.ts'
import type { ReportAction } from '../action-schema.ts'

/** The facts of a model call as they stand in an action of a report. */
type ModelCall = Pick<
  ReportAction,
  | 'provider'
  | 'model'
  | 'inputTokens'
  | 'outputTokens'
  | 'cachedInputTokens'
  | 'costUsd'
  | 'stopReason'
>

/** The facts of a model call that a report keeps. */
export type ReportedModelFacts = Omit<ModelFacts, 'operation'>

/** Encodes what is known of a model call; all `null` for other actions. */
export function encodeModelCall(action: Pick<RecordedAction, 'llm'> | null): ModelCall {
  const llm = action?.llm
  return {
    provider: llm?.provider ?? null,
    model: llm?.model ?? null,
    inputTokens: llm?.usage?.inputTokens ?? null,
    outputTokens: llm?.usage?.outputTokens ?? null,
    cachedInputTokens: llm?.usage?.cachedInputTokens ?? null,
    costUsd: llm?.costUsd ?? null,
    stopReason: llm?.stopReason ?? null,
  }
}

/** Reads what is known of a model call; `null` for other actions. */
export function readModelCall(action: ModelCall & { type: string }): ReportedModelFacts | null {
  const { type, provider, model, stopReason, costUsd } = action
  if (type !== 'llm' || provider === null) return null
  const { inputTokens, outputTokens, cachedInputTokens } = action
  const isCounted = inputTokens !== null || outputTokens !== null || cachedInputTokens !== null
  const usage = { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens: null }
  return { provider, model, usage: isCounted ? usage : null, costUsd, stopReason }
}
