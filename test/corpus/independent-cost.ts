import type { HttpInteraction } from './http-interaction.ts'
import type { IndependentFacts } from './independent-facts.ts'

/** Prices in USD of a million tokens: read, read from a cache, written to one (for five minutes, for an hour), said. */
type Prices = [input: number, cached: number, written: number, long: number, output: number]

const openai = (input: number, cached: number, output: number): Prices => [
  input,
  cached,
  Number.NaN,
  Number.NaN,
  output,
]
const claude = (input: number, output: number): Prices => [
  input,
  input / 10,
  input * 1.25,
  input * 2,
  output,
]

/**
 * List prices, by host and model, as the makers published them: written down by hand, from no list of a package.
 *
 * @see https://openai.com/api/pricing
 * @see https://docs.claude.com/en/docs/about-claude/pricing
 * @see https://aws.amazon.com/bedrock/pricing
 */
const LIST: Array<[host: RegExp, model: RegExp, prices: Prices]> = [
  [/openai/, /^gpt-4o-2024-(?:08-06|11-20)$/, openai(2.5, 1.25, 10)],
  [/openai/, /^gpt-4o-mini-2024-07-18$/, openai(0.15, 0.075, 0.6)],
  [/openai/, /^gpt-4\.1-2025-04-14$/, openai(2, 0.5, 8)],
  [/openai/, /^gpt-4\.1-mini-2025-04-14$/, openai(0.4, 0.1, 1.6)],
  [/openai/, /^gpt-4\.1-nano-2025-04-14$/, openai(0.1, 0.025, 0.4)],
  [/openai|ai\.azure/, /^gpt-5-nano-2025-08-07$/, openai(0.05, 0.005, 0.4)],
  [/openai/, /^gpt-5-mini-2025-08-07$/, openai(0.25, 0.025, 2)],
  [/openai/, /^gpt-5-2025-08-07$/, openai(1.25, 0.125, 10)],
  [/openai/, /^gpt-3\.5-turbo-0125$/, openai(0.5, 0.5, 1.5)],
  [/openai/, /^o4-mini-2025-04-16$/, openai(1.1, 0.275, 4.4)],
  [/anthropic/, /^claude-3-5-sonnet-20240620$/, claude(3, 15)],
  [/anthropic/, /^claude-(?:3-7-sonnet|sonnet-4|sonnet-4-5)-2025\d{4}$/, claude(3, 15)],
  [/anthropic/, /^claude-haiku-4-5-20251001$/, claude(1, 5)],
  [/anthropic/, /^claude-3-5-haiku-20241022$/, claude(0.8, 4)],
  [/bedrock/, /^us\.anthropic\.claude-sonnet-4-5-20250929-v1:0$/, claude(3.3, 16.5)],
  [/bedrock/, /^us\.amazon\.nova-micro-v1:0$/, openai(0.035, 0.00875, 0.14)],
  [/bedrock/, /^(?:us\.)?amazon\.nova-lite-v1:0$/, openai(0.06, 0.015, 0.24)],
  [/bedrock/, /^(?:us\.)?amazon\.nova-pro-v1:0$/, openai(0.8, 0.2, 3.2)],
  [/groq/, /^llama3-8b-8192$/, openai(0.05, 0.05, 0.08)],
  [/cohere/, /^command-a-03-2025$/, openai(2.5, 2.5, 10)],
  [/generativelanguage/, /^gemini-2\.0-flash$/, openai(0.1, 0.025, 0.4)],
]

const CACHED =
  /"(?:cached_tokens|cache_read_input_tokens|cacheReadInputTokens|cachedContentTokenCount)"\s*:\s*(\d+)/g
const WRITTEN = /"(?:cache_creation_input_tokens|cacheWriteInputTokens)"\s*:\s*(\d+)/g
const LONG = /"ephemeral_1h_input_tokens"\s*:\s*(\d+)/g
const BILLED =
  /"billed_units"\s*:\s*\{\s*"input_tokens"\s*:\s*(\d+)\s*,\s*"output_tokens"\s*:\s*(\d+)/g
/** Whatever is charged beside tokens, or by another list. */
const BESIDE =
  /"(?:web_search_requests|code_execution_requests)"\s*:\s*[1-9]|"service_tier"\s*:\s*"(?:flex|priority|batch)"|_call"|"audio_tokens"\s*:\s*[1-9]|"modality"\s*:\s*"AUDIO"|webSearchQueries/

/** Prices an answer by its text and the list above; `null` where the list has no price of it. */
export function independentCost(
  { request, response }: Pick<HttpInteraction, 'request' | 'response'>,
  { inputTokens, outputTokens }: IndependentFacts,
  model: string | null,
): number | null {
  const text = Buffer.from(response.body).toString('utf8')
  const host = request.url.split('/')[2] ?? ''
  const prices = LIST.find(([at, named]) => at.test(host) && named.test(model ?? ''))?.[2]
  if (!prices || inputTokens === null || outputTokens === null || BESIDE.test(text)) return null
  const [input, cached, written, long, output] = prices
  const billed = [...text.matchAll(BILLED)].at(-1)
  if (billed) return (Number(billed[1]) * input + Number(billed[2]) * output) / 1e6
  const [read, wrote, kept] = [last(CACHED, text), last(WRITTEN, text), last(LONG, text)]
  const cost = (tokens: number, price: number) => (tokens === 0 ? 0 : tokens * price)
  return (
    (cost(inputTokens - read - wrote, input) +
      cost(read, cached) +
      cost(wrote - kept, written) +
      cost(kept, long) +
      cost(outputTokens, output)) /
    1e6
  )
}

/** A stream tells a count again and again. */
function last(pattern: RegExp, text: string): number {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0)
}
