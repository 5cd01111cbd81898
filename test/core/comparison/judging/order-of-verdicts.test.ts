import { describe, expect, test } from 'vitest'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import { evaluateGate } from '../../../../src/core/comparison/gate/evaluate-gate.ts'
import { releaseNumbers } from '../../../../src/core/comparison/numbers/release-numbers.ts'
import type {
  PerformedAction,
  Recording,
} from '../../../../src/core/comparison/runs/performed-run.ts'
import { action, divergence, recordedPair, replayedPair, times } from '../build-runs.ts'

type Take = Partial<Recording>

const ENDS = {
  well: { stopReason: 'success' },
  badly: { stopReason: 'max_steps' },
} satisfies Record<string, Take>
const OUTCOMES = {
  better: [ENDS.badly, ENDS.well],
  same: [ENDS.well, ENDS.well],
  worse: [ENDS.well, ENDS.badly],
} as const
const COSTS = {
  better: [
    { costUsd: 2, durationMs: 2000 },
    { costUsd: 1, durationMs: 1000 },
  ],
  same: [{}, {}],
  worse: [
    { costUsd: 1, durationMs: 1000 },
    { costUsd: 2, durationMs: 2000 },
  ],
} as const
const ASKED = { method: 'CALL', url: 'tool lookup', headers: [], body: ['another order'] }
const BEHAVIOURS = {
  same: [[action(0)], [action(0)]],
  changed: [[action(0)], [action(0, { asked: ASKED })]],
} satisfies Record<string, PerformedAction[][]>

function takesOf({
  outcome,
  cost,
  behaviour = 'same',
}: {
  outcome: keyof typeof OUTCOMES
  cost: keyof typeof COSTS
  behaviour?: keyof typeof BEHAVIOURS
}) {
  const side = (at: 0 | 1): Take => ({
    ...OUTCOMES[outcome][at],
    ...COSTS[cost][at],
    actions: BEHAVIOURS[behaviour][at]!,
  })
  return [times(10, () => side(0)), times(10, () => side(1))] as const
}

describe('ten takes a side', () => {
  test.each([
    ['better', 'better', 'same', 'improved'],
    ['better', 'better', 'changed', 'improved'],
    ['better', 'same', 'same', 'improved'],
    ['better', 'same', 'changed', 'improved'],
    ['better', 'worse', 'same', 'improved'],
    ['better', 'worse', 'changed', 'improved'],
    ['same', 'better', 'same', 'improved'],
    ['same', 'better', 'changed', 'improved'],
    ['same', 'same', 'same', 'equivalent'],
    ['same', 'same', 'changed', 'changed'],
    ['same', 'worse', 'same', 'regressed'],
    ['same', 'worse', 'changed', 'regressed'],
    ['worse', 'better', 'same', 'regressed'],
    ['worse', 'better', 'changed', 'regressed'],
    ['worse', 'same', 'same', 'regressed'],
    ['worse', 'same', 'changed', 'regressed'],
    ['worse', 'worse', 'same', 'regressed'],
    ['worse', 'worse', 'changed', 'regressed'],
  ] as const)('outcome %s, cost %s, behaviour %s: %s', (outcome, cost, behaviour, verdict) => {
    const [base, head] = takesOf({ outcome, cost, behaviour })
    expect(compareRun(recordedPair('a', base, head)).run.verdict).toBe(verdict)
  })

  test('what decides is the first reason, and what does not is named all the same', () => {
    const [base, head] = takesOf({ outcome: 'better', cost: 'worse' })
    const { run } = compareRun(recordedPair('a', base, head))
    expect(run.reasonCodes.slice(0, 2)).toEqual([
      { code: 'metrics', verdict: 'improved', metrics: ['error_rate'] },
      { code: 'metrics', verdict: 'regressed', metrics: ['duration', 'cost'] },
    ])
  })

  test('cheaper is no improvement while more takes fail, even by chance', () => {
    const [base, head] = takesOf({ outcome: 'same', cost: 'better', behaviour: 'changed' })
    const failing = head.map((take, at) => (at === 0 ? { ...take, ...ENDS.badly } : take))
    expect(compareRun(recordedPair('a', base, failing)).run.verdict).toBe('changed')
  })

  test('an improvement whose test fails is a change', () => {
    const [base, head] = takesOf({ outcome: 'same', cost: 'better' })
    const failing = head.map((take) => ({ ...take, status: 'failed' as const }))
    const passing = base.map((take) => ({ ...take, status: 'passed' as const }))
    expect(compareRun(recordedPair('a', passing, failing)).run.verdict).toBe('regressed')
  })
})

describe('the numbers of twelve runs', () => {
  const tableOf = (outcome: keyof typeof OUTCOMES, cost: keyof typeof COSTS) => {
    const side = (at: 0 | 1): Take => ({ ...OUTCOMES[outcome][at], ...COSTS[cost][at] })
    const pairs = times(12, (at) => recordedPair(`run ${at}`, [side(0)], [side(1)]))
    return releaseNumbers(pairs)
  }

  test.each([
    ['better', 'better', 'improved'],
    ['better', 'same', 'improved'],
    ['better', 'worse', 'improved'],
    ['same', 'better', 'improved'],
    ['same', 'same', 'no_consistent_difference'],
    ['same', 'worse', 'regressed'],
    ['worse', 'better', 'regressed'],
    ['worse', 'same', 'regressed'],
    ['worse', 'worse', 'regressed'],
  ] as const)('outcome %s, cost %s: %s, and the gate agrees', (outcome, cost, verdict) => {
    const numbers = tableOf(outcome, cost)
    expect(numbers.verdict).toBe(verdict)
    const judged = {
      unreplayed: 0,
      head: { runs: 12 },
      runs: [],
      numbers,
      critical: null,
      segments: [],
    }
    expect(evaluateGate(judged, ['regressed']).passed).toBe(verdict !== 'regressed')
  })
})

describe('a replay', () => {
  const repeated = times(2, (at) => action(at, { asked: { ...ASKED, body: ['A-17'] } }))
  const missing = divergence({ kind: 'missing_action', cause: 'missing_call', replayedIndex: null })

  test('that ends well now and repeats more has improved', () => {
    const base = { ...ENDS.badly, end: { output: null, error: { name: 'Error', message: 'no' } } }
    const { run } = compareRun(
      replayedPair('a', base, { actions: repeated, divergences: [missing] }),
    )
    expect(run.verdict).toBe('improved')
    expect(run.reasonCodes.slice(0, 2)).toMatchObject([
      { code: 'ends_well' },
      { code: 'repeated_calls', base: 0, head: 1 },
    ])
  })

  test('that ends well as before and repeats more has regressed', () => {
    const { run } = compareRun(replayedPair('a', {}, { actions: repeated, divergences: [missing] }))
    expect(run.verdict).toBe('regressed')
  })

  test('that ends badly now and repeats less has regressed', () => {
    const { run } = compareRun(
      replayedPair('a', { actions: repeated }, { ...ENDS.badly, divergences: [missing] }),
    )
    expect(run.verdict).toBe('regressed')
  })
})
