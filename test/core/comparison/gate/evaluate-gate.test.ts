import { expect, test } from 'vitest'
import type { Determinism } from '../../../../src/core/analysis/determinism/schema.ts'
import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import {
  type Comparison,
  GateSchema,
  type Verdict,
  VERDICTS,
} from '../../../../src/core/report/comparison-schema.ts'
import type { AgentRun } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { times } from '../build-runs.ts'
import {
  onlyInBase,
  onlyInHead,
  recordedAnew,
  replayed,
  type Sides,
  unreplayed,
} from '../build-sides.ts'
import { HAND_OVER, REFUND } from '../full-comparison.ts'

/** An agent that answers at once: what its only model call takes is what its run takes. */
const ANSWER: AgentRun = { question: 'Who are you?', answer: 'An agent.' }

/** An agent whose second tool fails. */
const REFUSED: AgentRun = {
  ...REFUND,
  calls: [
    REFUND.calls![0]!,
    { ...REFUND.calls![1]!, error: { name: 'Error', message: 'no budget' } },
  ],
}

/** A replay that was interrupted before anything could be measured. */
const CUT_OFF = replayed('a', REFUND, REFUND, { status: 'interrupted', matchRate: null })

/** A rule's result in words, with the names of runs. */
function judge(comparison: Comparison, rule: string) {
  const { failures, notes: _codes, ...result } = judgeGate(comparison, [rule]).rules[0]!
  const nameOf = (id: string | null) =>
    id === null ? null : comparison.runs.find((run) => run.id === id)!.name
  return { ...result, failures: failures.map(({ run, what }) => ({ run: nameOf(run), what })) }
}

/** The same for a comparison of these runs. */
const judgeRuns = (runs: readonly Sides[], rule: string) => judge(buildComparison(runs), rule)

/** A run that was recorded anew, with other prices. */
const priced = (name: string, base: number | null, head: number | null, run = ANSWER) =>
  recordedAnew(name, { ...run, costUsd: base }, { ...run, costUsd: head })

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
  expect(result).toMatchObject({ result: 'failed', failures: [{ run: 'a' }] })
  expect(result.failures[0]!.what).toMatch(new RegExp(`^${verdict}: `))
  expect(result.failures[0]!.what).toContain(reason)
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

test('a limit without a sign is held against each run of the head, the worst first', () => {
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

test('a match rate is held against replays, and that there is none fails', () => {
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

test('what recordings alone tell is not asked of replays', () => {
  for (const rule of ['cost>0.001', 'tokens>1', 'duration>1', 'latencyP95>1'])
    expect(judgeRuns([replayed('a', REFUND)], rule)).toEqual({
      rule,
      result: 'not_applicable',
      failures: [],
      note: 'nothing was recorded anew, and replays do not measure it',
    })
})

test('a price that nobody knows is not below the limit', () => {
  expect(judgeRuns([priced('a', 0.01, null), priced('b', 0.01, 0.01)], 'cost>1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: 'not known' }],
  })
})

test('without a report no test has passed', () => {
  expect(judgeRuns([recordedAnew('a', REFUND, REFUND)], 'successRate<1').result).toBe('failed')
})

test('a new recording is held against the limits too', () => {
  const runs = [onlyInHead('new', { ...ANSWER, costUsd: 5 })]
  expect(judgeRuns(runs, 'cost>1').failures).toEqual([{ run: 'new', what: '$5.00' }])
})

test('the percentile is held against the release', () => {
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

test('a change says what it stands on', () => {
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

test('a gate passes when no rule failed', () => {
  const comparison = buildComparison([replayed('a', REFUND)])
  const gate = judgeGate(comparison, ['regressed', 'cost>+10%', 'matchRate<1'])
  expect(gate.passed).toBe(true)
  expect(gate.rules.map(({ result }) => result)).toEqual(['passed', 'not_applicable', 'passed'])
  expect(GateSchema.parse(gate)).toEqual(gate)
  expect(judgeGate(comparison, []).passed).toBe(true)
  expect(judgeGate(comparison, ['identical', 'new']).passed).toBe(false)
})

test('two sides of the same cassettes: nothing is known of the head, and no rule on it passes', () => {
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

test('cassettes that were recorded anew are held against limits of cost, and of change', () => {
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
