import { expect, test } from 'vitest'
import type { Determinism } from '../../../../src/core/analysis/determinism/schema.ts'
import type { AgentRun } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { onlyInBase, onlyInHead, recordedAnew, replayed, unreplayed } from '../build-sides.ts'
import { HAND_OVER, REFUND } from '../full-comparison.ts'
import { ANSWER, REFUSED, CUT_OFF, judge, judgeRuns, priced } from './judge-rule.ts'

test('a limit without a sign applies to each run of the head, the worst first', () => {
  const comparison = buildComparison([
    priced('a', 0.01, 0.2),
    priced('b', 0.01, 0.9),
    priced('c', 0.01, 0.1),
    onlyInBase('gone', { ...REFUND, costUsd: 5 }),
  ])
  expect(judge(comparison, 'cost>0.1')).toEqual({
    rule: 'cost>0.1',
    result: 'failed',
    failures: [
      { run: 'b', what: '$0.90' },
      { run: 'a', what: '$0.20' },
    ],
    note: null,
  })
  expect(judge(comparison, 'cost>=0.1').failures).toHaveLength(3)
  expect(judge(comparison, 'cost>1').result).toBe('passed')
})

const LOOKUP = REFUND.calls![0]!

test.each([
  ['errorRate>0', REFUSED, '1'],
  ['toolErrorRate>0.2', REFUSED, '0.5'],
  ['repeatedToolCalls>0', { ...REFUND, calls: [LOOKUP, LOOKUP] }, '1'],
  ['actions>5', { ...REFUND, calls: [...REFUND.calls!, { name: 'notify' }] }, '7'],
  ['tokens>1000', { ...ANSWER, tokens: 1500 }, '1,500'],
  ['duration>1000', { ...ANSWER, took: 1000.5 }, '1 s'],
] as const)('%s fails on a run that is over it', (rule, head, what) => {
  expect(
    judgeRuns([recordedAnew('a', REFUND, head), recordedAnew('b', REFUND, REFUND)], rule),
  ).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what }],
  })
})

test('successRate<1 fails on a run whose test failed', () => {
  const runs = [replayed('a', REFUND, REFUND, { status: 'failed' }), replayed('b', REFUND)]
  expect(judgeRuns(runs, 'successRate<1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: '0' }],
  })
})

test('a run without tool calls has no share of them that failed', () => {
  expect(judgeRuns([recordedAnew('a', ANSWER, ANSWER)], 'toolErrorRate>0')).toMatchObject({
    result: 'not_applicable',
    note: 'no run of the head has it',
  })
})

test('a match rate is that of replays, and the rule fails where there is none', () => {
  const anew = recordedAnew('new', REFUND, REFUND)
  const replays = [replayed('a', REFUND, HAND_OVER, { matchRate: 0.9996 }), replayed('b', REFUND)]
  expect(judgeRuns(replays, 'matchRate<1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: '0.999' }],
  })
  expect(judgeRuns([replayed('b', REFUND), anew], 'matchRate<1')).toMatchObject({
    result: 'passed',
    note: '1 run recorded anew, not replayed',
  })
  expect(judgeRuns([anew], 'matchRate<1')).toEqual({
    rule: 'matchRate<1',
    result: 'failed',
    failures: [{ run: null, what: 'not known' }],
    note: 'nothing was replayed on the head: missing is not passing',
  })
})

const DETERMINISM: Determinism = {
  score: 95,
  band: 'high',
  replays: 4,
  seed: 1,
  positions: 20,
  stable: 19,
  tiers: { actions: 100, inputs: 95, output: 100 },
  attributionReplays: 0,
  notVaried: [],
  findings: [],
}

test('determinism that was not measured has not reached its limit', () => {
  const runs = [replayed('a', REFUND, REFUND, { determinism: DETERMINISM }), replayed('b', REFUND)]
  expect(judgeRuns(runs, 'determinism<90')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'b', what: 'not known' }],
    note: 'not known of 1 run: missing is not passing',
  })
})

test.each(['errorRate>0', 'repeatedToolCalls>0', 'matchRate<1'])(
  '%s fails on a run of which nothing is known',
  (rule) => {
    for (const unknown of [unreplayed('a', REFUND), CUT_OFF])
      expect(judgeRuns([unknown, replayed('b', REFUND)], rule)).toMatchObject({
        result: 'failed',
        failures: [{ run: 'a', what: 'not known' }],
      })
  },
)

test('a metric that only recordings have does not apply to replays', () => {
  for (const rule of ['cost>0.001', 'tokens>1', 'duration>1', 'latencyP95>1'])
    expect(judgeRuns([replayed('a', REFUND)], rule)).toEqual({
      rule,
      result: 'not_applicable',
      failures: [],
      note: 'nothing was recorded anew, and replays do not measure it',
    })
})

test('an unknown price fails a limit of cost', () => {
  expect(judgeRuns([priced('a', 0.01, null), priced('b', 0.01, 0.01)], 'cost>1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: 'not known' }],
  })
})

test('without a report the success rate fails its limit', () => {
  expect(judgeRuns([recordedAnew('a', REFUND, REFUND)], 'successRate<1').result).toBe('failed')
})

test('a limit applies to a run that only the head has', () => {
  const runs = [onlyInHead('new', { ...ANSWER, costUsd: 5 })]
  expect(judgeRuns(runs, 'cost>1').failures).toEqual([{ run: 'new', what: '$5.00' }])
})

test('the limit of the percentile applies to the release', () => {
  const slower = (name: string, run: AgentRun, took: number) =>
    recordedAnew(name, { ...run, took: 1000 }, { ...run, took })
  const comparison = buildComparison([
    slower('any', ANSWER, 3000),
    slower('rare', { ...ANSWER, tags: ['critical'] }, 2000),
  ])
  expect(judge(comparison, 'latencyP95>2500').failures).toEqual([{ run: null, what: '3 s' }])
  expect(judge(comparison, 'latencyP95>1500').failures).toEqual([
    { run: null, what: '3 s' },
    { run: null, what: 'critical runs: 2 s' },
  ])
  expect(judge(comparison, 'latencyP95>5000').result).toBe('passed')
})
