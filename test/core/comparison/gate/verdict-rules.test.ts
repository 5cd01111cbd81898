import { expect, test } from 'vitest'
import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import { type Verdict, VERDICTS } from '../../../../src/core/report/comparison-schema.ts'
import type { AgentRun } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { times } from '../build-runs.ts'
import {
  onlyInBase,
  onlyInHead,
  recordedAnew,
  replayed,
  unreplayed,
  type Sides,
} from '../build-sides.ts'
import { HAND_OVER, REFUND } from '../full-comparison.ts'
import { ANSWER, REFUSED, CUT_OFF, judge, judgeRuns, priced } from './judge-rule.ts'

const REWORDED = { ...REFUND, answer: 'We have sent your refund today.' }

/** A run of each verdict, and a reason for it. */
const OF_VERDICT: Record<Verdict, [run: Sides, reason: string]> = {
  regressed: [
    replayed('a', REFUND, REFUSED),
    'it ends in tool_error:refund, with the same answers that the base ended well with',
  ],
  missing: [onlyInBase('a', ANSWER), 'the head has no such run'],
  changed: [recordedAnew('a', REFUND, HAND_OVER), 'the system prompt'],
  new: [onlyInHead('a', ANSWER), 'the base has no such run'],
  improved: [
    recordedAnew('a', { ...ANSWER, costUsd: 2 }, { ...ANSWER, costUsd: 1 }, 8),
    'significantly better: cost',
  ],
  equivalent: [recordedAnew('a', REFUND, REWORDED), 'only wording differs'],
  identical: [recordedAnew('a', REFUND, REFUND), 'recorded anew, and the same'],
}

test.each(VERDICTS)('the rule %s fails on runs of that verdict', (verdict) => {
  const [run, reason] = OF_VERDICT[verdict]
  const other =
    verdict === 'identical'
      ? recordedAnew('b', REFUND, REWORDED)
      : recordedAnew('b', REFUND, REFUND)
  const result = judgeRuns([run, other], verdict)
  const ofRuns = result.failures.filter(({ run }) => run !== null)
  expect([result.result, ofRuns.length]).toEqual(['failed', 1])
  expect(ofRuns[0]).toMatchObject({ run: 'a', what: expect.stringContaining(reason) as string })
  expect(ofRuns[0]!.what).toMatch(new RegExp(`^${verdict}: `))
})

test('a run that regressed or improved has changed; one that changed has not regressed', () => {
  const runs = [
    replayed('a', REFUND, REFUSED),
    recordedAnew('b', { ...ANSWER, costUsd: 2 }, { ...ANSWER, costUsd: 1 }, 8),
  ]
  const comparison = buildComparison(runs)
  expect(comparison.runs.map(({ verdict }) => verdict)).toEqual(['regressed', 'improved'])
  expect(judge(comparison, 'changed').failures.map(({ run }) => run)).toEqual(['a', 'b'])
  const changed = buildComparison([recordedAnew('a', REFUND, HAND_OVER)])
  expect(judge(changed, 'changed').result).toBe('failed')
  expect(judge(changed, 'regressed').result).toBe('passed')
  expect(judge(changed, 'equivalent').result).toBe('passed')
})

test('a number that regressed fails the rule as well, of critical runs too', () => {
  const dearer = (name: string, run: AgentRun) =>
    times(8, (at) => priced(`${name} ${at}`, 1, 2, run))
  const comparison = buildComparison([
    ...dearer('any', ANSWER),
    ...dearer('rare', { ...ANSWER, tags: ['critical'] }),
  ])
  expect(judge(comparison, 'regressed')).toMatchObject({
    result: 'failed',
    failures: [
      { run: null, what: 'cost $1.00 -> $2.00 (+100%), 8 pairs, 8 differ, p = 0.0078' },
      {
        run: null,
        what: 'critical runs: cost $1.00 -> $2.00 (+100%), 8 pairs, 8 differ, p = 0.0078',
      },
    ],
  })
  expect(judge(comparison, 'improved').result).toBe('passed')
})

test('a missing run fails the rule missing', () => {
  const runs = [onlyInBase('gone', ANSWER), recordedAnew('b', REFUND, REFUND)]
  expect(judgeRuns(runs, 'missing').failures).toEqual([
    { run: 'gone', what: 'missing: the head has no such run' },
  ])
})

test('a head without runs fails every rule', () => {
  for (const rule of ['regressed', 'new', 'cost>1', 'cost>+10%', 'latencyP95>1', 'unreplayed'])
    expect(judgeRuns([onlyInBase('gone', ANSWER)], rule)).toMatchObject({
      result: 'failed',
      failures: [{ run: null, what: 'the head has no runs' }],
      note: 'missing is not passing',
    })
  expect(judgeGate(buildComparison([]), ['identical']).passed).toBe(false)
})

test('the rule unreplayed fails on runs of which nothing is known', () => {
  const known = [replayed('b', REFUND), recordedAnew('c', REFUND, REFUND)]
  const comparison = buildComparison([unreplayed('same', REFUND), ...known])
  expect(comparison.unreplayed).toBe(1)
  expect(judge(comparison, 'unreplayed')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'same', what: 'the same recording on both sides, and nothing was replayed' }],
  })
  expect(judgeRuns(known, 'unreplayed').result).toBe('passed')
  expect(judgeRuns([CUT_OFF, ...known], 'unreplayed')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a' }],
  })
  // Other rules that pass say so.
  expect(judge(comparison, 'regressed')).toMatchObject({
    result: 'passed',
    note: '1 run not replayed: nothing is known of them',
  })
})
