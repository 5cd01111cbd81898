import { expect, test } from 'vitest'
import { evaluateBudget, type BudgetedRun } from '../../../src/core/analysis/budget.ts'
import type { Budget } from '../../../src/core/options/budget-schema.ts'

const call = (key: string, name = 'lookup', type = 'tool') => ({ name, type, key })
const run = (fields: Partial<BudgetedRun> = {}): BudgetedRun => ({
  costUsd: 0.5,
  tokens: 100,
  actions: [1, 2],
  calls: [],
  ...fields,
})

test.each<[Budget, Partial<BudgetedRun>, string | null]>([
  [{}, {}, null],
  [{ usd: 0.5, tokens: 100, actions: 2 }, {}, null],
  [{ usd: 0.4 }, {}, 'cost in USD 0.5, at most 0.4 allowed'],
  [{ usd: 10 }, { costUsd: null }, 'cost in USD unknown, at most 10 allowed'],
  [{ usd: 0 }, { costUsd: 0 }, null],
  [{ tokens: 99 }, {}, 'tokens 100, at most 99 allowed'],
  [{ tokens: 99 }, { tokens: null }, 'tokens unknown, at most 99 allowed'],
  [{ actions: 1 }, {}, 'actions 2, at most 1 allowed'],
  [
    { usd: 0.4, actions: 1 },
    {},
    'cost in USD 0.5, at most 0.4 allowed; actions 2, at most 1 allowed',
  ],
])('%j', (budget, fields, problem) => {
  const verdict = evaluateBudget(run(fields), budget)
  expect(verdict.pass).toBe(problem === null)
  if (problem !== null) expect(verdict.message).toBe(problem)
})

test('counts calls of one name with the same inputs', () => {
  const calls = [call('1'), call('1'), call('2'), call('1', 'other')]
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 2 }).pass).toBe(true)
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 1 }).message).toBe(
    '"lookup" was called 2 times with the same inputs, at most 1 allowed',
  )
})

test('counts tools only: a model may be asked the same twice', () => {
  const calls = [call('1', 'chat', 'llm'), call('1', 'chat', 'llm')]
  expect(evaluateBudget(run({ calls }), { repeatedCalls: 1 }).pass).toBe(true)
})
