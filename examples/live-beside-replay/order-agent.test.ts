import { afterAll, beforeAll, expect, test } from 'vitest'
import { replayRun, type ReplayRun } from 'vitest-replay'
import { model } from './model'
import { orderAgent, orders } from './src/order-agent'

beforeAll(() => new Promise<void>((done) => model.server.listen(4011, '127.0.0.1', done)))
afterAll(() => model.server.close())

const options = { input: 'A-17', actions: { find: [orders, 'find'] }, cassette: 'order' } as const
// Live parts may differ: the differences are asserted below, and fail nothing by themselves.
const beside = { ...options, thresholds: false } as const

test('the model live beside replayed tools, and the reverse', async () => {
  const replayed = await replayRun(orderAgent, options)
  expect(replayed.output).toBe('I am sorry that it arrived broken.')

  // The tool's output is the recorded one; the model of today is asked, and answers otherwise.
  model.says = 'We will send you another one.'
  const modelLive = await replayRun(orderAgent, { ...beside, policy: { 'llm *': 'execute' } })
  expect(modelLive.receipt).toMatchObject({ served: 1, live: 1 })
  expect(modelLive.output).toBe('We will send you another one.')
  expect(found(modelLive)).toEqual([
    'chat gpt-4o-mini: output_mismatch, the first cause: model_output',
    'final output: output_mismatch',
  ])

  // The tool runs, and the world has changed; the model answers as it was recorded.
  orders.find = async (id) => ({ id, state: 'repaired' })
  const toolsLive = await replayRun(orderAgent, { ...beside, policy: { 'tool *': 'execute' } })
  expect(toolsLive.output).toBe('I am sorry that it arrived broken.')
  expect(found(toolsLive)).toEqual([
    'find: output_mismatch, the first cause: tool_result',
    'chat gpt-4o-mini: input_mismatch',
  ])
})

function found({ divergences }: ReplayRun<string>): string[] {
  return divergences.map(({ action, kind, firstCause, cause }) =>
    firstCause ? `${action}: ${kind}, the first cause: ${cause}` : `${action}: ${kind}`,
  )
}
