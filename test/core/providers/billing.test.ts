import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { priceOf, readBilling } from '../../../src/core/providers/index.ts'

const USAGE = { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0, cacheWriteTokens: 600 }
const CLAUDE = {
  provider: 'anthropic',
  url: 'https://api.anthropic.com/v1/messages',
  model: 'claude-sonnet-4-5-20250929',
  usage: USAGE,
} as const
const OPENAI = {
  provider: 'openai',
  url: 'https://api.openai.com/v1/responses',
  model: 'gpt-5-mini-2025-08-07',
  usage: { ...USAGE, cacheWriteTokens: 0 },
} as const
const price = (call: typeof CLAUDE | typeof OPENAI, json: JsonObject) =>
  priceOf({ ...call, billing: readBilling({ json }) })

test.each<[name: string, json: JsonObject, usd: number]>([
  ['OpenRouter', { usage: { cost: 0.0042 } }, 0.0042],
  [
    'OpenRouter with a key of its user',
    { usage: { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } } },
    0.021,
  ],
  ['xAI', { usage: { cost_in_usd_ticks: 42_000_000 } }, 0.0042],
  ['Perplexity', { usage: { cost: { total_cost: 0.006 } } }, 0.006],
  ["Vercel's gateway", { providerMetadata: { gateway: { cost: '0.5' } } }, 0.5],
])('takes the price that the answer itself states: %s', async (_name, json, usd) => {
  expect(await price(OPENAI, json)).toBeCloseTo(usd, 9)
  expect(readBilling({ events: [{ data: json }, { data: '[DONE]' }] }).statedUsd).toBeCloseTo(
    usd,
    9,
  )
})

test('prices what a cache keeps for an hour, and searches of the web', async () => {
  const usd = (400 * 3 + 600 * 6 + 100 * 15) / 1e6
  const usage = { cache_creation: { ephemeral_1h_input_tokens: 600 } }
  expect(await price(CLAUDE, { usage })).toBeCloseTo(usd, 9)
  const searched = { ...usage, server_tool_use: { web_search_requests: 2 } }
  expect(await price(CLAUDE, { usage: searched })).toBeCloseTo(usd + 0.02, 9)
  const search = {
    type: 'web_search_call',
    id: 'ws_1',
    action: { type: 'search' },
    status: 'completed',
  }
  const plain = (await price(OPENAI, {}))!
  expect(await price(OPENAI, { output: [search, search] })).toBeCloseTo(plain + 0.01, 9)
})

test('prices a tier, or calls the price unknown', async () => {
  const plain = (await price(OPENAI, { service_tier: 'default' }))!
  expect(plain).toBeGreaterThan(0)
  expect(await price(OPENAI, { service_tier: 'flex' })).toBeCloseTo(plain / 2, 12)
  expect(await price(OPENAI, { service_tier: 'priority' })).toBeNull()
  expect(await price(CLAUDE, { usage: { service_tier: 'priority' } })).toBeNull()
})

test.each<[name: string, json: JsonObject]>([
  ['an interpreter', { output: [{ type: 'code_interpreter_call', id: 'ci_1' }] }],
  ['audio', { usage: { completion_tokens_details: { audio_tokens: 9 } } }],
  ['grounding', { candidates: [{ groundingMetadata: { webSearchQueries: ['lid'] } }] }],
  ['a place', { usage: { inference_geo: 'us' } }],
])('calls the price unknown where a part of it is in no list: %s', async (_name, json) => {
  expect(await price(OPENAI, json)).toBeNull()
})

test('prices the tokens that Cohere bills', async () => {
  const billing = readBilling({
    json: { usage: { billed_units: { input_tokens: 10, output_tokens: 2 } } },
  })
  const call = {
    provider: 'cohere',
    url: 'https://api.cohere.com/v2/chat',
    model: 'command-a-03-2025',
  } as const
  expect(await priceOf({ ...call, usage: USAGE, billing })).toBeNull()
  const usage = { ...USAGE, cacheWriteTokens: 0 }
  for (const cachedInputTokens of [0, 448])
    expect(await priceOf({ ...call, usage: { ...usage, cachedInputTokens }, billing })).toBeCloseTo(
      (10 * 2.5 + 2 * 10) / 1e6,
      9,
    )
})
