import type { PriceCalculation } from '@pydantic/genai-prices'
import type { ProviderName, Usage } from './model-call.ts'

/**
 * Prices a call in USD by the list prices bundled with `@pydantic/genai-prices`; `null`, never 0,
 * where the model's price or the usage is not known. A host the list does not know (a gateway, a
 * proxy) is taken to charge what the maker of the API charges.
 *
 * @param call.model The model that answered, which may be another than the one asked for.
 * @param call.at The time of the answer, for prices that change with time; by default now.
 *
 * @example
 * const usd = await priceOf({
 *   provider: 'openai',
 *   url: 'https://api.openai.com/v1/chat/completions',
 *   model: 'gpt-4o-mini',
 *   usage: { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0, cacheWriteTokens: 0 },
 * })
 * console.log(usd?.toFixed(6)) // '0.000210'
 *
 * @see https://github.com/pydantic/genai-prices
 */
export async function priceOf(call: {
  provider: ProviderName
  url: string
  model: string | null
  usage: Usage | null
  at?: Date
}): Promise<number | null> {
  const usage = pricedUsage(call.usage)
  if (!call.model || !usage) return null
  // Imported late, since the list takes some 50 ms to load; it is bundled and opens no connection.
  const { calcPrice, findProvider } = await import('@pydantic/genai-prices')
  const seller = findProvider({ providerApiUrl: call.url })
  const price = calcPrice(usage, call.model, {
    providerId: seller?.id ?? call.provider,
    timestamp: call.at,
  })
  return price && isPricedByToken(price, usage) ? price.total_price : null
}

/** @note A model sold by the second or by the image would cost 0; those of `:free` do. */
function isPricedByToken(price: PriceCalculation, usage: { output_tokens: number }): boolean {
  if (price.model.id.endsWith(':free')) return true
  const { input_mtok: input, output_mtok: output } = price.model_price
  return input !== undefined && (output !== undefined || usage.output_tokens === 0)
}

/**
 * The usage in the fields of the price list; `null` where it is incomplete or contradicts itself.
 */
function pricedUsage(usage: Usage | null) {
  if (!usage) return null
  const { inputTokens, outputTokens } = usage
  const read = usage.cachedInputTokens ?? 0
  const written = usage.cacheWriteTokens ?? 0
  if (inputTokens === null || outputTokens === null || read + written > inputTokens) return null
  if (![inputTokens, outputTokens, read, written].every(isCount)) return null
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cache_read_tokens: read,
    cache_write_tokens: written,
  }
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
