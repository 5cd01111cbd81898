import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { estimateRest } from '../../../src/core/forks/estimate-rest.ts'
import { nameModel } from '../../../src/core/forks/name-model.ts'

const usage = {
  inputTokens: 1000,
  outputTokens: 100,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
}
const call = (index: number, costUsd: number | null): RecordedAction => ({
  kind: 'action',
  index,
  type: 'llm',
  name: 'chat gpt-4o',
  parent: null,
  start: 0,
  duration: 1,
  outcome: 'success',
  request: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', headers: [] },
  llm: { provider: 'openai', operation: 'chat', model: 'gpt-4o', usage, costUsd, stopReason: null },
})
const cassette = { actions: [call(0, 1), call(1, 2), call(2, 4)] } as unknown as Cassette

test('what follows costs what it cost, or the price of the other model', async () => {
  expect(await estimateRest(cassette, { at: 1, then: 'live' })).toEqual({
    actions: 2,
    modelCalls: 2,
    usd: 6,
  })
  expect((await estimateRest(cassette, { at: 1, answer: 'a', then: 'live' })).usd).toBe(4)
  const other = await estimateRest(cassette, { at: 1, then: 'live', model: 'gpt-4o-mini' })
  expect(other.usd).toBeCloseTo(2 * 0.00021)
})

test('an unknown price is not 0', async () => {
  const unknown = { actions: [call(0, 1), call(1, null)] } as unknown as Cassette
  expect((await estimateRest(unknown, { at: 0, then: 'live' })).usd).toBeNull()
  expect((await estimateRest(cassette, { at: 0, then: 'live', model: 'no-such' })).usd).toBeNull()
})

test('another model is named where the body names one', () => {
  expect(nameModel('{"model":"a","n":1}', 'b')).toBe('{"model":"b","n":1}')
  for (const body of [undefined, '', '[]', '{"n":1}', '{"model":1}', 'no JSON'])
    expect(nameModel(body, 'b')).toBeUndefined()
})
