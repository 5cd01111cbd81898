import { expect, test } from 'vitest'
import { buildComparison } from '../build-comparison.ts'
import { times } from '../build-runs.ts'
import { onlyInHead, recordedAnew, replayed, unreplayed, type Sides } from '../build-sides.ts'
import { HAND_OVER, REFUND } from '../full-comparison.ts'
import { ANSWER, REFUSED, judge, judgeRuns, priced } from './judge-rule.ts'

test.each([
  ['cost>+10%', 1, 1.2, 'failed'],
  ['cost>+10%', 1, 1.1, 'passed'],
  ['cost>=+10%', 1, 1.1, 'failed'],
  ['cost>+10%', 1, 0.5, 'passed'],
  ['cost<-10%', 1, 0.5, 'failed'],
  ['cost>+0.1', 1, 1.2, 'failed'],
  ['cost>+10%', 0, 0.01, 'failed'],
  ['cost>+10%', 0, 0, 'passed'],
  ['cost<-10%', 0, 0.01, 'passed'],
  ['cost>+10%', null, 1, 'not_applicable'],
  ['cost>+10%', null, null, 'not_applicable'],
  ['cost>+10%', 1, null, 'failed'],
] as const)('%s of %s and %s is %s', (rule, base, head, result) => {
  expect(judgeRuns([priced('a', base, head)], rule).result).toBe(result)
})

test('a change of tokens names its unit once', () => {
  const run = recordedAnew('a', { ...ANSWER, tokens: 649 }, { ...ANSWER, tokens: 659 })
  expect(judgeRuns([run], 'tokens>+5').failures).toEqual([
    { run: null, what: 'tokens 649 -> 659 (+1.5%)' },
  ])
})

test('a price that the head does not have any more is no change within the limit', () => {
  const judged = (...others: Sides[]) =>
    judgeRuns([priced('known', 0.01, 0.01), ...others], 'cost>+10%')
  expect(judged(priced('unpriced', 0.01, null))).toMatchObject({
    result: 'failed',
    failures: [{ run: 'unpriced', what: 'not known of the head' }],
  })
  expect(judged(onlyInHead('new', REFUND)).result).toBe('passed')
  expect(judged(priced('never', null, null)).result).toBe('passed')
  expect(judged(replayed('replayed', REFUND)).result).toBe('passed')
})

test('a match rate that the base has, of a run that was not replayed, is no change within the limit', () => {
  const before = (name: string) => replayed(name, REFUND).head
  const runs = [
    { ...replayed('replayed', REFUND), base: before('replayed') },
    { ...unreplayed('skipped', REFUND), base: before('skipped') },
    { ...recordedAnew('recorded anew', REFUND, REFUND), base: before('recorded anew') },
  ]
  expect(judgeRuns(runs, 'matchRate<-0.05')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'skipped', what: 'not known of the head' }],
  })
})

test('the result of a change notes its evidence', () => {
  expect(judgeRuns([priced('a', 1, 1.5)], 'cost>+10%')).toEqual({
    rule: 'cost>+10%',
    result: 'failed',
    failures: [{ run: null, what: 'cost $1.00 -> $1.50 (+50%)' }],
    note: 'one run, not evidence',
  })
  expect(judgeRuns([priced('a', null, null)], 'cost>+10%').note).toBe('not known of the base')
  expect(judgeRuns([replayed('a', REFUND)], 'cost>+10%').note).toBe(
    'nothing was recorded anew on both sides',
  )
})

test('a change of the match rate needs replays of the head', () => {
  const side = (matchRate: number | null) =>
    matchRate === null
      ? unreplayed('a', REFUND).head
      : replayed('a', REFUND, HAND_OVER, { matchRate }).head
  const judged = (base: number | null, head: number | null) =>
    judgeRuns([{ base: side(base), head: side(head) }], 'matchRate<-0.05')
  expect(judged(1, 0.9).result).toBe('failed')
  expect(judged(1, 0.96).result).toBe('passed')
  expect(judged(null, 0.9)).toMatchObject({
    result: 'not_applicable',
    note: 'not known of the base',
  })
  expect(judged(1, null)).toMatchObject({
    result: 'failed',
    note: 'nothing was replayed on the head: missing is not passing',
  })
})

test('a rule about a change reads every row of the metric', () => {
  const comparison = buildComparison([
    ...times(3, (at) => recordedAnew(`anew ${at}`, REFUND, REFUND)),
    replayed('fails', REFUND, REFUSED),
    replayed('goes on', REFUND),
  ])
  expect(judge(comparison, 'errorRate>+0.1').failures).toEqual([
    { run: null, what: 'error_rate 0 -> 0.5' },
  ])
})
