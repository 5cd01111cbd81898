import type { JsonObject } from '../json.ts'
import { countField, objectField } from './json-fields.ts'
import type { Usage } from './model-call.ts'

/** Reads the tokens of chat completions; `null` where none are counted. */
export function readOpenAiUsage(usage: JsonObject): Usage | null {
  const inputTokens = countField(usage, 'prompt_tokens')
  const outputTokens = allOutput(usage, inputTokens)
  if (inputTokens === null && outputTokens === null) return null
  const details = objectField(usage, 'prompt_tokens_details')
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens:
      countField(details, 'cached_tokens') ??
      countField(usage, 'cached_tokens') ??
      countField(usage, 'prompt_cache_hit_tokens'),
    cacheWriteTokens: countField(details, 'cache_write_tokens'),
  }
}

/** @note xAI counts reasoning beside the completion, OpenAI within it; the total shows which. */
function allOutput(usage: JsonObject, inputTokens: number | null): number | null {
  const output = countField(usage, 'completion_tokens')
  const reasoning = countField(objectField(usage, 'completion_tokens_details'), 'reasoning_tokens')
  if (output === null || reasoning === null || inputTokens === null) return output
  const total = countField(usage, 'total_tokens')
  return total === inputTokens + output + reasoning ? output + reasoning : output
}

/** Tokens of an embeddings call, which has no output; Voyage counts a total only. */
export function readEmbeddingsUsage(usage: JsonObject): Usage | null {
  const inputTokens = countField(usage, 'prompt_tokens') ?? countField(usage, 'total_tokens')
  if (inputTokens === null) return null
  return { inputTokens, outputTokens: 0, cachedInputTokens: null, cacheWriteTokens: null }
}
