import { afterEach, expect, test, vi } from 'vitest'
import { priceOf } from '../../../src/core/providers/index.ts'
import type { Usage } from '../../../src/core/providers/index.ts'

const OPENAI = 'https://api.openai.com/v1/chat/completions'
const ANTHROPIC = 'https://api.anthropic.com/v1/messages'

function usage(
  inputTokens: number | null,
  outputTokens: number | null,
  cached = 0,
  written = 0,
): Usage {
  return { inputTokens, outputTokens, cachedInputTokens: cached, cacheWriteTokens: written }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

// First, so that the list is loaded under its eyes.
test('reads neither the network nor, when a time is passed, the clock', async () => {
  const at = new Date('2026-01-01T00:00:00Z')
  vi.stubGlobal('fetch', () => expect.unreachable('pricing asked the network'))
  vi.stubGlobal(
    'Date',
    class extends Date {
      constructor(...args: [] | [number]) {
        if (args.length === 0) expect.unreachable('pricing read the clock')
        super(...(args as [number]))
      }
    },
  )
  const price = await priceOf({
    provider: 'openai',
    url: OPENAI,
    model: 'gpt-4o',
    usage: usage(1, 1),
    at,
  })
  expect(price).toBeGreaterThan(0)
})

test('prices input, output and the cache', async () => {
  const mini = { provider: 'openai', url: OPENAI, model: 'gpt-4o-mini-2024-07-18' } as const
  expect(await priceOf({ ...mini, usage: usage(1000, 100) })).toBeCloseTo(0.00021, 9)
  expect(await priceOf({ ...mini, usage: usage(1000, 100, 1000) })).toBeCloseTo(0.000135, 9)
  const sonnet = {
    provider: 'anthropic',
    url: ANTHROPIC,
    model: 'claude-sonnet-4-5-20250929',
  } as const
  const cached = usage(9632, 198, 6289, 3337)
  expect(await priceOf({ ...sonnet, usage: cached })).toBeCloseTo(
    (6 * 3 + 6289 * 0.3 + 3337 * 3.75 + 198 * 15) / 1e6,
    9,
  )
})

test('prices by the seller where it is known, by the maker of the API where it is not', async () => {
  const call = { provider: 'openai', usage: usage(1000, 100) } as const
  const router = 'https://openrouter.ai/api/v1/chat/completions'
  expect(await priceOf({ ...call, url: router, model: 'openai/gpt-4o-mini' })).toBeCloseTo(
    0.00021,
    9,
  )
  expect(await priceOf({ ...call, url: router, model: 'gpt-nobody-sells' })).toBeNull()
  const gateway = 'http://127.0.0.1:4000/v1/chat/completions'
  expect(await priceOf({ ...call, url: gateway, model: 'gpt-4o-mini' })).toBeCloseTo(0.00021, 9)
  expect(await priceOf({ ...call, url: gateway, model: 'llama3.2' })).toBeNull()
})

test('embeddings cost their input', async () => {
  const url = 'https://api.openai.com/v1/embeddings'
  const call = { provider: 'openai', url, model: 'text-embedding-3-small' } as const
  expect(await priceOf({ ...call, usage: usage(1000, 0) })).toBeCloseTo(0.00002, 9)
})

test('nothing used costs nothing, and so does a free model', async () => {
  expect(
    await priceOf({ provider: 'openai', url: OPENAI, model: 'gpt-4o', usage: usage(0, 0) }),
  ).toBe(0)
  expect(
    await priceOf({
      provider: 'openai',
      url: 'https://openrouter.ai/api/v1/chat/completions',
      model: 'qwen/qwq-32b:free',
      usage: usage(10, 10),
    }),
  ).toBe(0)
})

test.each<[reason: string, model: string | null, usage: Usage | null]>([
  ['no model', null, usage(1, 1)],
  ['an unknown model', 'gpt-unheard-of', usage(1, 1)],
  ['no usage', 'gpt-4o', null],
  ['no input count', 'gpt-4o', usage(null, 1)],
  ['no output count', 'gpt-4o', usage(1, null)],
  ['more cached than sent', 'gpt-4o', usage(10, 1, 20)],
  ['a broken count', 'gpt-4o', usage(Number.NaN, 1)],
  ['a model sold by the hour', 'gpt-transcribe', usage(10, 10)],
])('does not know the price with %s', async (_reason, model, usage) => {
  expect(await priceOf({ provider: 'openai', url: OPENAI, model, usage })).toBeNull()
})
