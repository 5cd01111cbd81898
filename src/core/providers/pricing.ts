import type { PriceCalculation } from '@pydantic/genai-prices'
import type { Billing } from './billing.ts'
import type { ProviderName, Usage } from './model-call.ts'

/** A call as it is priced. */
export interface PricedCall {
  provider: ProviderName
  url: string
  /** The model that answered, which may be another than the one asked for. */
  model: string | null
  usage: Usage | null
  billing?: Billing
  /** The time of the answer, for prices that change with time; by default now. */
  at?: Date
}

let loaded: Promise<typeof import('@pydantic/genai-prices')> | undefined

/**
 * The list of prices, imported late, since it takes some 50 ms to load; it is bundled and opens no connection.
 *
 * @note Importing what is loaded takes turns of the event loop, in which a killed process would lose an action.
 */
const priceList = () => (loaded ??= import('@pydantic/genai-prices'))

/**
 * Prices a call in USD: by what the answer itself states, else by the list prices bundled with
 * `@pydantic/genai-prices`; `null`, never 0, where the model's price or the usage is not known, or where a part of
 * the call is charged that no list has. A host the list does not know (a gateway, a proxy) is taken to charge what
 * the maker of the API charges.
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
export async function priceOf(call: PricedCall): Promise<number | null> {
  const { billing } = call
  if (billing && billing.statedUsd !== null) return billing.statedUsd
  const usage = pricedUsage(call.usage, billing)
  if (!call.model || !usage || (billing && billing.unpriced.length > 0)) return null
  const { calcPrice, findProvider } = await priceList()
  const host = findProvider({ providerApiUrl: call.url })?.id
  const sold = host === undefined ? makerOf(call.provider, call.model) : null
  const seller = host ?? sold?.provider ?? call.provider
  const tier = tierFactor(seller, billing?.tier ?? null)
  if (tier === null) return null
  const price = calcPrice(usage, sold?.model ?? call.model, {
    providerId: seller,
    timestamp: call.at,
  })
  return price && isPriced(price, usage) ? price.total_price * tier : null
}

/** The provider that a URL belongs to, where the list of prices knows its host. */
export async function hostOf(url: string): Promise<string | null> {
  const { findProvider } = await priceList()
  return findProvider({ providerApiUrl: url })?.id ?? null
}

/** The maker that Vercel's gateway names before a model, by its name in the list. */
function makerOf(
  provider: ProviderName,
  model: string,
): { provider: string; model: string } | null {
  const slash = model.indexOf('/')
  if (provider !== 'vercel' || slash === -1) return null
  const maker = model.slice(0, slash)
  const ids: Record<string, string> = {
    xai: 'x-ai',
    amazon: 'aws',
    bedrock: 'aws',
    vertex: 'google',
  }
  return { provider: ids[maker] ?? maker, model: model.slice(slash + 1) }
}

/** @note OpenAI serves `flex` at half the price; what other tiers cost depends on the model. */
function tierFactor(seller: string, tier: string | null): number | null {
  if (tier === null) return 1
  return seller === 'openai' && tier === 'flex' ? 0.5 : null
}

type PricedUsage = NonNullable<ReturnType<typeof pricedUsage>>

/** @note A model sold by the second or by the image would cost 0; those of `:free` do. */
function isPriced(price: PriceCalculation, usage: PricedUsage): boolean {
  if (price.model.id.endsWith(':free')) return true
  const { input_mtok: input, output_mtok: output, ...rest } = price.model_price
  if (usage.cache_write_1h_tokens && rest['cache_write_1h_mtok'] === undefined) return false
  if (usage.web_searches && rest['web_searches_kcount'] === undefined) return false
  return input !== undefined && (output !== undefined || usage.output_tokens === 0)
}

/**
 * The usage in the fields of the price list; `null` where it is incomplete or contradicts itself.
 */
function pricedUsage(usage: Usage | null, billing?: Billing) {
  if (!usage) return null
  const { inputTokens, outputTokens } = billing?.charged ?? usage
  // Tokens that are charged are counted apart from those that the model reads, of which a cache has more.
  const read = billing?.charged ? 0 : (usage.cachedInputTokens ?? 0)
  const written = usage.cacheWriteTokens ?? 0
  const long = billing?.longCacheWriteTokens ?? 0
  if (inputTokens === null || outputTokens === null || read + written > inputTokens) return null
  if (long > written) return null
  if (![inputTokens, outputTokens, read, written].every(isCount)) return null
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cache_read_tokens: read,
    cache_write_tokens: written,
    ...(long > 0 ? { cache_write_1h_tokens: long } : {}),
    ...(billing && billing.webSearches > 0 ? { web_searches: billing.webSearches } : {}),
  }
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
