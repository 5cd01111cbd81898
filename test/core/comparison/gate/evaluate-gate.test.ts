import { expect, test } from 'vitest'
import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import { GateSchema } from '../../../../src/core/report/comparison-schema.ts'
import type { AgentRun } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { recordedAnew, replayed, unreplayed } from '../build-sides.ts'
import { REFUND } from '../full-comparison.ts'
import { judge } from './judge-rule.ts'

test('a gate passes when no rule failed', () => {
  const comparison = buildComparison([replayed('a', REFUND)])
  const gate = judgeGate(comparison, ['regressed', 'cost>+10%', 'matchRate<1'])
  expect(gate.passed).toBe(true)
  expect(gate.rules.map(({ result }) => result)).toEqual(['passed', 'not_applicable', 'passed'])
  expect(GateSchema.parse(gate)).toEqual(gate)
  expect(judgeGate(comparison, []).passed).toBe(true)
  expect(judgeGate(comparison, ['identical', 'new']).passed).toBe(false)
})

test('where both sides have the same cassettes, no rule that needs a replay or a recording passes', () => {
  const comparison = buildComparison([unreplayed('a', REFUND)])
  const results = (rules: string[]) =>
    judgeGate(comparison, rules).rules.map(({ result }) => result)

  expect(comparison.unreplayed).toBe(1)
  expect(judge(comparison, 'unreplayed').failures).toEqual([
    { run: 'a', what: 'the same recording on both sides, and nothing was replayed' },
  ])
  expect(results(['matchRate<1', 'matchRate<-0.05', 'errorRate>0', 'errorRate>+0.1'])).toEqual([
    'failed',
    'failed',
    'failed',
    'failed',
  ])
  expect(results(['cost>+10%', 'latencyP95>1', 'regressed'])).toEqual([
    'not_applicable',
    'not_applicable',
    'passed',
  ])
})

test('rules of change and of actions apply to cassettes that were recorded anew', () => {
  const orderOf = (orderId: string): AgentRun => ({
    ...REFUND,
    question: `My order ${orderId} arrived broken.`,
    calls: [
      { name: 'lookup', args: { orderId } },
      { name: 'refund', args: { orderId } },
    ],
  })
  const comparison = buildComparison([recordedAnew('a', orderOf('A-17'), orderOf('B-99'))])
  expect(judge(comparison, 'changed').failures.map(({ run }) => run)).toEqual(['a'])
  expect(judge(comparison, 'unreplayed').result).toBe('passed')
  expect(judge(comparison, 'actions>2').result).toBe('failed')
  expect(judge(comparison, 'actions>+10%').result).toBe('passed')
})
