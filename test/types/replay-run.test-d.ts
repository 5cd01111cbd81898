import { expect, expectTypeOf, test } from 'vitest'
import {
  action,
  replayRun,
  type AgentContext,
  type Budget,
  type Divergence,
  type ReplayRun,
  type RunOptions,
} from '../../src/index.ts'

interface Question {
  orderId: string
}
const agent = async (input: Question, context: AgentContext) =>
  context.step('answer', () => ({ refunded: true, order: input.orderId }))

test('input and output are inferred from the agent', async () => {
  const run = await replayRun(agent, { input: { orderId: 'A-17' } })
  expectTypeOf(run).toEqualTypeOf<ReplayRun<{ refunded: boolean; order: string }>>()
  expectTypeOf(run.output.refunded).toBeBoolean()
  expectTypeOf(run.matchRate).toEqualTypeOf<number | null>()
  expectTypeOf(run.costUsd).toEqualTypeOf<number | null>()
  expectTypeOf(run.divergences).toEqualTypeOf<readonly Divergence[]>()
  expectTypeOf(run.mode).toEqualTypeOf<'record' | 'replay' | 'extend'>()
})

test('an agent may be sync, and need neither input nor context', async () => {
  expectTypeOf((await replayRun(() => 1)).output).toBeNumber()
  expectTypeOf((await replayRun(async () => 'x')).output).toBeString()
  expectTypeOf(
    (await replayRun((input: { a: 1 }) => input.a, { input: { a: 1 } })).output,
  ).toEqualTypeOf<1>()
})

test('an input of another type is an error', () => {
  // @ts-expect-error orderId is missing
  void replayRun(agent, { input: {} })
  // @ts-expect-error orderId is a string
  void replayRun(agent, { input: { orderId: 17 } })
})

test('options', () => {
  expectTypeOf<RunOptions<Question>['input']>().toEqualTypeOf<Question | undefined>()
  expectTypeOf<RunOptions['mode']>().toEqualTypeOf<
    'none' | 'once' | 'new_episodes' | 'all' | undefined
  >()
  const options: RunOptions<Question> = {
    input: { orderId: 'A-17' },
    cassette: 'refund',
    tags: ['refund'],
    resources: { prompt: 'You are ...', tools: [{ name: 'lookup' }] },
    thresholds: { matchRate: 0.9 },
    match: { headers: ['anthropic-version'] },
    compare: { output: [{ path: '$.total', absolute: 0.01 }], actions: { lookup: [] } },
    live: ['tool'],
    onDivergence: 'fail',
    budget: { usd: 1, actions: 10, tokens: 1000, repeatedCalls: 2 },
    actions: { lookup: () => 1, refund: [{ refund: () => 1 }, 'refund'] },
    expectError: true,
    verify: false,
  }
  void replayRun(agent, { ...options, thresholds: false })
  // @ts-expect-error no such mode
  void replayRun(agent, { mode: 'record' })
  // @ts-expect-error misspelt
  void replayRun(agent, { cassete: 'refund' })
  // @ts-expect-error misspelt within
  void replayRun(agent, { thresholds: { matchrate: 1 } })
  // @ts-expect-error a list of names
  void replayRun(agent, { live: 'tool' })
  // @ts-expect-error no such way
  void replayRun(agent, { onDivergence: 'stop' })
  // @ts-expect-error an agent is a function
  void replayRun('agent')
})

test('the assertions are typed', async () => {
  const run = await replayRun(() => 1)
  expect(run).toHaveMatchRate(1)
  expect(run).toMatchCassette()
  expect(run).toHaveNoDivergence()
  expect(run).toHaveNoDivergence('input_mismatch')
  expect(run).toHaveCalled('lookup')
  expect(run).toHaveCalled('lookup', [1, 2])
  expect(run).toHaveStopReason('stop')
  expect(run).toStayWithinBudget({ usd: 0.1 })
  expect(run).not.toHaveCalled('refund')
  expect.soft(run).toHaveMatchRate(0.5)
  expectTypeOf(expect(run).toHaveMatchRate).parameters.toEqualTypeOf<[min: number]>()
  // @ts-expect-error a rate is a number
  expect(run).toHaveMatchRate('1')
  // @ts-expect-error a rate is needed
  expect(run).toHaveMatchRate()
  // @ts-expect-error no such kind
  expect(run).toHaveNoDivergence('input')
  // @ts-expect-error misspelt
  expect(run).toStayWithinBudget({ dollars: 1 })
  // @ts-expect-error a name is needed
  expect(run).toHaveCalled()
  expectTypeOf<Budget['usd']>().toEqualTypeOf<number | undefined>()
})

test('a wrapped function keeps its type', () => {
  const lookup = action('lookup', async (id: string, deep?: boolean) => ({ id, deep }))
  expectTypeOf(lookup).parameters.toEqualTypeOf<[id: string, deep?: boolean]>()
  expectTypeOf(lookup).returns.resolves.toEqualTypeOf<{ id: string; deep: boolean | undefined }>()
  // @ts-expect-error no such way
  action('lookup', () => 1, { replay: 'never' })
  // @ts-expect-error the arguments are those of the function
  void lookup(17)
})

test('what a step returns is what it gives', () => {
  void replayRun((_input: undefined, { step }) => {
    expectTypeOf(step('a', () => 1)).toBeNumber()
    expectTypeOf(step('a', async () => 'x')).resolves.toBeString()
    return null
  })
})

test('a run is for reading', async () => {
  const run = await replayRun(() => 1)
  // @ts-expect-error read-only
  run.matchRate = 1
})
