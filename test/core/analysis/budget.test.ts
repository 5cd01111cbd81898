import { expect, test } from 'vitest'
import {
  evaluateBudget,
  type BudgetedRun,
  type BudgetExcess,
} from '../../../src/core/analysis/budget.ts'
import { renderBudget } from '../../../src/core/words/render-thresholds.ts'
import type { Budget } from '../../../src/core/options/budget-schema.ts'

const call = (key: string, name = 'lookup', type = 'tool') => ({ name, type, key })
const run = (fields: Partial<BudgetedRun> = {}): BudgetedRun => ({
  costUsd: 0.5,
  tokens: 100,
  seconds: 2,
  actions: [1, 2],
  calls: [],
  ...fields,
})

test.each<[Budget, Partial<BudgetedRun>, BudgetExcess[]]>([
  [{}, {}, []],
  [{ usd: 0.5, tokens: 100, actions: 2 }, {}, []],
  [{ seconds: 2, steps: 1, toolCalls: 1 }, { calls: [call('a'), call('', 'chat', 'llm')] }, []],
  [
    { steps: 1, toolCalls: 1 },
    { calls: [call('a'), call('b'), call('', 'chat', 'llm'), call('', 'chat', 'llm')] },
    [
      { code: 'steps', value: 2, limit: 1 },
      { code: 'toolCalls', value: 2, limit: 1 },
    ],
  ],
  [{ seconds: 1 }, { seconds: null }, [{ code: 'seconds', value: null, limit: 1 }]],
  [{ usd: 0.4 }, {}, [{ code: 'usd', value: 0.5, limit: 0.4 }]],
  [{ usd: 10 }, { costUsd: null }, [{ code: 'usd', value: null, limit: 10 }]],
  [{ usd: 0 }, { costUsd: 0 }, []],
  [{ tokens: 99 }, {}, [{ code: 'tokens', value: 100, limit: 99 }]],
  [{ tokens: 99 }, { tokens: null }, [{ code: 'tokens', value: null, limit: 99 }]],
  [{ actions: 1 }, {}, [{ code: 'actions', value: 2, limit: 1 }]],
  [
    { usd: 0.4, actions: 1 },
    {},
    [
      { code: 'usd', value: 0.5, limit: 0.4 },
      { code: 'actions', value: 2, limit: 1 },
    ],
  ],
])('%j', (budget, fields, exceeded) => {
  expect(evaluateBudget(run(fields), budget)).toEqual({ pass: exceeded.length === 0, exceeded })
})

test('counts calls of one name with the same inputs', () => {
  const calls = [call('1'), call('1'), call('2'), call('1', 'other')]
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 2 }).pass).toBe(true)
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 1 }).exceeded).toEqual([
    { code: 'repeated_calls', name: 'lookup', value: 2, limit: 1 },
  ])
})

test('counts tools only: a model may be asked the same twice', () => {
  const calls = [call('1', 'chat', 'llm'), call('1', 'chat', 'llm')]
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 1 }).pass).toBe(true)
})

test('counts how often a write takes effect: with one idempotency key once', () => {
  const write = (key: string, idempotencyKey: string | null) => ({
    name: 'POST pay.example/charges',
    key,
    idempotencyKey,
  })
  const sent = (...writes: Array<ReturnType<typeof write>>) =>
    evaluateBudget(run({ writes: () => writes }), { repeatedWrites: 1 }).exceeded
  expect(sent(write('a', null), write('b', null))).toEqual([])
  expect(sent(write('a', '1'), write('a', '1'))).toEqual([])
  const twice = {
    code: 'repeated_writes',
    name: 'POST pay.example/charges',
    value: 2,
    limit: 1,
  } as const
  expect(sent(write('a', '1'), write('a', '2'))).toEqual([twice])
  expect(sent(write('a', null), write('a', null))).toEqual([twice])
  expect(renderBudget({ pass: false, exceeded: [twice] })).toBe(
    '"POST pay.example/charges" was sent with the same body so that it took effect 2 times, at most 1 allowed',
  )
})
