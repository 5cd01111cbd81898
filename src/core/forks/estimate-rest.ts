import type { Cassette } from '../cassette/schema.ts'
import { priceOf } from '../providers/pricing.ts'
import type { ProviderName } from '../providers/index.ts'
import type { Fork } from './fork-cassette.ts'

/** The part of a recording behind a fork. */
export interface RestEstimate {
  actions: number
  modelCalls: number
  /** In USD, of the model that is asked; `null` where a price is unknown. */
  usd: number | null
}

/** Estimates what a fork costs that goes on live: as much as the recording used, at the price of the model that is asked. */
export async function estimateRest(cassette: Cassette, fork: Fork): Promise<RestEstimate> {
  const from = 'answer' in fork ? fork.at + 1 : fork.at
  const rest = cassette.actions.filter(({ index }) => index >= from)
  const calls = rest.filter(({ llm }) => llm)
  let usd: number | null = 0
  for (const { llm, request } of calls) {
    const cost: number | null =
      fork.model === undefined || !request
        ? llm!.costUsd
        : await priceOf({
            provider: llm!.provider as ProviderName,
            url: request.url,
            model: fork.model,
            usage: llm!.usage && {
              ...llm!.usage,
              cachedInputTokens: llm!.usage.cachedInputTokens ?? null,
              cacheWriteTokens: llm!.usage.cacheWriteTokens ?? null,
            },
          })
    usd = usd === null || cost === null ? null : usd + cost
  }
  return { actions: rest.length, modelCalls: calls.length, usd }
}
