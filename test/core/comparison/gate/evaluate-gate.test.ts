import { expect, test } from 'vitest'
import { compareReleases } from '../../../../src/core/words/comparison/compare-releases.ts'
import { runsOfCassettes } from '../../../../src/core/comparison/runs/from-cassette.ts'
import { parseGateRule } from '../../../../src/core/comparison/gate/gate-rule.ts'
import { judgeGate } from '../../../../src/core/words/comparison/judge-gate.ts'
import {
  type Comparison,
  GateSchema,
  type RunComparison,
  VERDICTS,
} from '../../../../src/core/report/comparison-schema.ts'
import {
  comparedRun,
  comparisonOf,
  factsOf,
  numbersOf,
  replayedRun,
  row,
} from '../build-comparison.ts'
import { conversation } from '../build-release.ts'

const CASSETTE = '__cassettes__/refund.test.ts/refunds-an-order.cassette.jsonl'

/** A rule's result in words. */
function judge(comparison: Comparison, rule: string) {
  const { failures, notes: _codes, ...result } = judgeGate(comparison, [rule]).rules[0]!
  return { ...result, failures: failures.map(({ run, what }) => ({ run, what })) }
}

test.each([
  ['matchRate<1', { kind: 'run', metric: 'match_rate', operator: '<', limit: 1, relative: false }],
  [
    'matchRate < 95%',
    { kind: 'run', metric: 'match_rate', operator: '<', limit: 0.95, relative: false },
  ],
  ['determinism<90', { kind: 'run', metric: 'determinism', limit: 90 }],
  ['determinism<90%', { kind: 'run', metric: 'determinism', limit: 90 }],
  ['cost>0.05', { kind: 'run', metric: 'cost', operator: '>', limit: 0.05 }],
  ['cost>+10%', { kind: 'change', metric: 'cost', operator: '>', limit: 0.1, relative: true }],
  [
    'tokens>=+500',
    { kind: 'change', metric: 'tokens', operator: '>=', limit: 500, relative: false },
  ],
  ['matchRate<-0.05', { kind: 'change', metric: 'match_rate', limit: -0.05, relative: false }],
  ['matchRate<-5%', { kind: 'change', metric: 'match_rate', limit: -0.05, relative: true }],
  ['latencyP95<=2500', { kind: 'run', metric: 'latency_p95', operator: '<=', limit: 2500 }],
  ['errorRate>.1', { kind: 'run', metric: 'error_rate', limit: 0.1 }],
  ['toolErrorRate>0', { kind: 'run', metric: 'tool_error_rate' }],
  ['repeatedToolCalls>2', { kind: 'run', metric: 'repeated_tool_calls' }],
  ['successRate<1', { kind: 'run', metric: 'success_rate' }],
  ['duration>+20%', { kind: 'change', metric: 'duration' }],
  ['actions>30', { kind: 'run', metric: 'actions' }],
  ['unreplayed', { kind: 'unreplayed' }],
  ...VERDICTS.map((verdict) => [verdict, { kind: 'verdict', verdict }] as const),
] as const)('%s is a rule', (text, rule) => {
  expect(parseGateRule(` ${text} `)).toMatchObject({ ...rule, text })
})

test.each([
  ['regresed', 'it is no verdict', 'regressed'],
  ['Regressed', 'it is no verdict', 'regressed'],
  ['unreplay', 'it is no verdict', 'unreplayed'],
  ['matchrate<1', 'there is no metric "matchrate"', 'matchRate'],
  ['match_rate<1', 'there is no metric "match_rate"', 'matchRate'],
  ['latency>+5%', 'there is no metric "latency"', 'latencyP95'],
  ['constructor<1', 'there is no metric "constructor"', ''],
  ['matchRate', 'a metric needs a limit', 'matchRate<1'],
  ['cost>10%', 'cost has no percentage of its own', 'cost>+10%'],
  ['cost=1', 'it is not <metric><operator><number>[%]', 'cost'],
  ['errorRate>5', 'errorRate is a share of 0 to 1', 'errorRate>5%'],
  ['matchRate<90', 'matchRate is a share of 0 to 1', 'matchRate<90%'],
  ['matchRate<-5', 'matchRate is a share of 0 to 1', 'matchRate<-5%'],
  ['errorRate>+5', 'errorRate is a share of 0 to 1', 'errorRate>+5%'],
  ['successRate<150%', 'successRate is a share of 0 to 1', 'successRate<1'],
  ['determinism<0.9', 'determinism is a score of 0 to 100', 'determinism<90'],
  ['determinism<1', 'determinism is a score of 0 to 100', 'determinism<100'],
  ['determinism<900', 'determinism is a score of 0 to 100', 'determinism<100'],
  ['matchRate>1', 'no value of matchRate is beyond it', 'matchRate>0'],
  ['errorRate<0', 'no value of errorRate is beyond it', 'errorRate<1'],
  ['cost<0', 'no value of cost is beyond it', 'cost>0'],
  ['determinism>100', 'no value of determinism is beyond it', 'determinism>0'],
  ['cost>ten', 'it is not <metric><operator><number>[%]', 'cost'],
  ['cost>', 'it is not <metric><operator><number>[%]', 'cost'],
  ['', 'it is empty', ''],
])('%j is no rule', (text, reason, suggestion) => {
  expect(() => parseGateRule(text)).toThrow(
    expect.objectContaining({
      code: 'GATE_RULE_INVALID',
      message: expect.stringMatching(
        new RegExp(
          `^\\[vitest-replay\\] Failed to read the rule .* of --fail-on: ${escape(reason)}\\. Did you mean "${escape(suggestion)}`,
        ),
      ),
    }),
  )
})

test('a rule that cannot be read says what a rule is, on one line', () => {
  expect(() => parseGateRule('cost>+10 %\u001b[31m\n')).toThrow(/"cost>\+10 %\\u001b\[31m"/)
  expect(() => parseGateRule('regresed')).toThrow(
    '[vitest-replay] Failed to read the rule "regresed" of --fail-on: it is no verdict. Did you mean "regressed"? A rule is one of regressed, missing, changed, new, improved, equivalent, identical, unreplayed, or <metric><operator><number>[%] with one of matchRate, determinism, cost, tokens, duration, latencyP95, errorRate, toolErrorRate, repeatedToolCalls, successRate, actions and <, <=, > or >=, such as "matchRate<1" or "cost>+10%".',
  )
})

test.each(VERDICTS)('the rule %s fails on runs of that verdict', (verdict) => {
  const other = verdict === 'equivalent' ? 'identical' : 'equivalent'
  const runs = [
    comparedRun('a', { verdict, reasons: ['because'] }),
    comparedRun('b', { verdict: other }),
  ]
  expect(judge(comparisonOf(runs), verdict)).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: `${verdict}: because` }],
  })
})

test('a run that regressed or improved has changed; one that changed has not regressed', () => {
  const runs = [
    comparedRun('a', { verdict: 'regressed' }),
    comparedRun('b', { verdict: 'improved' }),
  ]
  expect(judge(comparisonOf(runs), 'changed').failures.map(({ run }) => run)).toEqual(['a', 'b'])
  const changed = comparisonOf([comparedRun('a', { verdict: 'changed' })])
  expect(judge(changed, 'regressed').result).toBe('passed')
  expect(judge(changed, 'equivalent').result).toBe('passed')
})

test('a number that regressed fails the rule as well, of critical runs too', () => {
  const cost = row({
    metric: 'cost',
    base: 1,
    head: 2,
    verdict: 'regressed',
    note: '8 pairs, 8 differ, p = 0.0078',
  })
  const comparison = comparisonOf([comparedRun('a')], {
    numbers: numbersOf([cost], 'regressed'),
    critical: numbersOf([cost], 'regressed'),
  })
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
  const runs = [
    comparedRun('gone', { verdict: 'missing', head: null, evidence: null }),
    comparedRun('b'),
  ]
  expect(judge(comparisonOf(runs), 'missing').failures).toEqual([{ run: 'gone', what: 'missing' }])
})

test('a head without runs fails every rule', () => {
  const gone = comparisonOf([
    comparedRun('gone', { verdict: 'missing', head: null, evidence: null }),
  ])
  for (const rule of ['regressed', 'new', 'cost>1', 'cost>+10%', 'latencyP95>1', 'unreplayed'])
    expect(judge(gone, rule)).toMatchObject({
      result: 'failed',
      failures: [{ run: null, what: 'the head has no runs' }],
      note: 'missing is not passing',
    })
  expect(judgeGate(comparisonOf([]), ['identical']).passed).toBe(false)
})

test('the rule unreplayed fails on runs of which nothing is known', () => {
  const runs = [comparedRun('same', { evidence: 'replay' }), replayedRun('b'), comparedRun('c')]
  const comparison = comparisonOf(runs, { unreplayed: 1 })
  expect(judge(comparison, 'unreplayed')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'same', what: 'the same recording on both sides, and nothing was replayed' }],
  })
  expect(judge(comparisonOf([replayedRun('b'), comparedRun('c')]), 'unreplayed').result).toBe(
    'passed',
  )
  // Other rules that pass say so.
  expect(judge(comparison, 'regressed')).toMatchObject({
    result: 'passed',
    note: '1 run not replayed: nothing is known of them',
  })
})

test('a limit without a sign is held against each run of the head, the worst first', () => {
  const runs = [
    comparedRun('a', { head: factsOf({ costUsd: 0.2 }) }),
    comparedRun('b', { head: factsOf({ costUsd: 0.9 }) }),
    comparedRun('c', { head: factsOf({ costUsd: 0.1 }) }),
    comparedRun('gone', { verdict: 'missing', head: null, evidence: null }),
  ]
  expect(judge(comparisonOf(runs), 'cost>0.1')).toEqual({
    rule: 'cost>0.1',
    result: 'failed',
    failures: [
      { run: 'b', what: '$0.90' },
      { run: 'a', what: '$0.20' },
    ],
    note: null,
  })
  expect(judge(comparisonOf(runs), 'cost>=0.1').failures).toHaveLength(3)
  expect(judge(comparisonOf(runs), 'cost>1').result).toBe('passed')
})

test.each([
  ['errorRate>0', { errorRate: 0.5 }, '0.5'],
  ['toolErrorRate>0.2', { toolErrors: 1, toolCalls: 2 }, '0.5'],
  ['repeatedToolCalls>0', { repeatedToolCalls: 1 }, '1'],
  ['successRate<1', { status: 'failed' }, '0'],
  ['actions>5', { actions: 6 }, '6'],
  ['tokens>1000', { tokens: 1500 }, '1,500'],
  ['duration>1000', { durationMs: 1000.5 }, '1 s'],
] as const)('%s fails on a run that has %o', (rule, facts, what) => {
  const comparison = comparisonOf([comparedRun('a', { head: factsOf(facts) }), comparedRun('b')])
  expect(judge(comparison, rule)).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what }],
  })
})

test('a run without tool calls has no share of them that failed', () => {
  const runs = [comparedRun('a', { head: factsOf({ toolCalls: 0 }) })]
  expect(judge(comparisonOf(runs), 'toolErrorRate>0')).toMatchObject({
    result: 'not_applicable',
    note: 'no run of the head has it',
  })
})

test('a match rate is held against replays, and that there is none fails', () => {
  const replays = [replayedRun('a', { matchRate: 0.9996 }), replayedRun('b')]
  expect(judge(comparisonOf(replays), 'matchRate<1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: '0.999' }],
  })
  expect(judge(comparisonOf([replayedRun('b'), comparedRun('new')]), 'matchRate<1')).toMatchObject({
    result: 'passed',
    note: '1 run recorded anew, not replayed',
  })
  expect(judge(comparisonOf([comparedRun('new')]), 'matchRate<1')).toEqual({
    rule: 'matchRate<1',
    result: 'failed',
    failures: [{ run: null, what: 'not known' }],
    note: 'nothing was replayed on the head: missing is not passing',
  })
})

test('determinism that was not measured has not reached its limit', () => {
  const runs = [replayedRun('a', { determinism: 95 }), replayedRun('b')]
  expect(judge(comparisonOf(runs), 'determinism<90')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'b', what: 'not known' }],
    note: 'not known of 1 run: missing is not passing',
  })
})

test.each(['errorRate>0', 'repeatedToolCalls>0', 'matchRate<1'])(
  '%s fails on a run of which nothing is known',
  (rule) => {
    const runs = [comparedRun('same', { evidence: 'replay' }), replayedRun('b')]
    expect(judge(comparisonOf(runs, { unreplayed: 1 }), rule)).toMatchObject({
      result: 'failed',
      failures: [{ run: 'same', what: 'not known' }],
    })
  },
)

test('what recordings alone tell is not asked of replays', () => {
  for (const rule of ['cost>0.001', 'tokens>1', 'duration>1', 'latencyP95>1'])
    expect(judge(comparisonOf([replayedRun('a')]), rule)).toEqual({
      rule,
      result: 'not_applicable',
      failures: [],
      note: 'nothing was recorded anew, and replays do not measure it',
    })
})

test('a price that nobody knows is not below the limit', () => {
  const runs = [comparedRun('a', { head: factsOf({ costUsd: null }) }), comparedRun('b')]
  expect(judge(comparisonOf(runs), 'cost>1')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'a', what: 'not known' }],
  })
})

test('without a report no test has passed', () => {
  const runs = [comparedRun('a', { head: factsOf({ status: null }) })]
  expect(judge(comparisonOf(runs), 'successRate<1').result).toBe('failed')
})

test('a new recording is held against the limits too', () => {
  const runs = [
    comparedRun('new', {
      verdict: 'new',
      base: null,
      evidence: null,
      head: factsOf({ costUsd: 5 }),
    }),
  ]
  expect(judge(comparisonOf(runs), 'cost>1').failures).toEqual([{ run: 'new', what: '$5.00' }])
})

test('the percentile is held against the release', () => {
  const numbers = numbersOf([row({ metric: 'latency_p95', base: 1000, head: 3000 })])
  const critical = numbersOf([row({ metric: 'latency_p95', base: 1000, head: 2000 })])
  const comparison = comparisonOf([comparedRun('a')], { numbers, critical })
  expect(judge(comparison, 'latencyP95>2500').failures).toEqual([{ run: null, what: '3 s' }])
  expect(judge(comparison, 'latencyP95>1500').failures).toHaveLength(2)
  expect(judge(comparison, 'latencyP95>5000').result).toBe('passed')
})

const changed = (base: number | null, head: number | null) =>
  comparisonOf([comparedRun('a')], {
    numbers: numbersOf([row({ metric: 'cost', base, head })]),
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
  expect(judge(changed(base, head), rule).result).toBe(result)
})

test('a change of tokens names its unit once', () => {
  const tokens = row({ metric: 'tokens', base: 649, head: 659 })
  const comparison = comparisonOf([comparedRun('a')], { numbers: numbersOf([tokens]) })
  expect(judge(comparison, 'tokens>+5').failures).toEqual([
    { run: null, what: 'tokens 649 -> 659 (+1.5%)' },
  ])
})

test('a price that the head does not have any more is no change within the limit', () => {
  const known = comparedRun('known')
  const unpriced = comparedRun('unpriced', { head: factsOf({ costUsd: null }) })
  const numbers = numbersOf([row({ metric: 'cost', base: 0.01, head: 0.01 })])
  const judged = (...runs: RunComparison[]) => judge(comparisonOf(runs, { numbers }), 'cost>+10%')
  expect(judged(known, unpriced)).toMatchObject({
    result: 'failed',
    failures: [{ run: 'unpriced', what: 'not known of the head' }],
  })
  expect(judged(known, comparedRun('new', { base: null, head: factsOf() })).result).toBe('passed')
  const never = { base: factsOf({ costUsd: null }), head: factsOf({ costUsd: null }) }
  expect(judged(known, comparedRun('never', never)).result).toBe('passed')
  expect(judged(known, replayedRun('replayed')).result).toBe('passed')
})

test('a match rate that the base has, of a run that was not replayed, is no change within the limit', () => {
  const numbers = numbersOf([row({ metric: 'match_rate', base: 1, head: 1 })])
  const before = factsOf({ matchRate: 1 })
  const runs = [
    replayedRun('replayed', {}, { base: before }),
    comparedRun('skipped', { evidence: null, base: before }),
    comparedRun('recorded anew', { base: before }),
  ]
  expect(judge(comparisonOf(runs, { numbers }), 'matchRate<-0.05')).toMatchObject({
    result: 'failed',
    failures: [{ run: 'skipped', what: 'not known of the head' }],
  })
})

test('a change says what it stands on', () => {
  const cost = row({
    metric: 'cost',
    base: 1,
    head: 1.5,
    verdict: 'not_evidence',
    note: 'one run, not evidence',
  })
  const comparison = comparisonOf([comparedRun('a')], { numbers: numbersOf([cost]) })
  expect(judge(comparison, 'cost>+10%')).toEqual({
    rule: 'cost>+10%',
    result: 'failed',
    failures: [{ run: null, what: 'cost $1.00 -> $1.50 (+50%)' }],
    note: 'one run, not evidence',
  })
  expect(judge(changed(null, null), 'cost>+10%').note).toBe('not known of the base')
  const replayed = comparisonOf([replayedRun('a')])
  expect(judge(replayed, 'cost>+10%').note).toBe('nothing was recorded anew on both sides')
})

test('a change of the match rate needs replays of the head', () => {
  const rates = (base: number | null, head: number | null) =>
    comparisonOf([replayedRun('a')], {
      numbers: numbersOf([row({ metric: 'match_rate', base, head })]),
    })
  expect(judge(rates(1, 0.9), 'matchRate<-0.05').result).toBe('failed')
  expect(judge(rates(1, 0.96), 'matchRate<-0.05').result).toBe('passed')
  expect(judge(rates(null, 0.9), 'matchRate<-0.05')).toMatchObject({
    result: 'not_applicable',
    note: 'not known of the base',
  })
  expect(judge(rates(1, null), 'matchRate<-0.05')).toMatchObject({
    result: 'failed',
    note: 'nothing was replayed on the head: missing is not passing',
  })
})

test('a rule about a change reads every row of the metric', () => {
  const rows = [
    row({ metric: 'error_rate', unit: 'ratio', base: 0, head: 0 }),
    row({
      metric: 'error_rate',
      unit: 'ratio',
      base: 0,
      head: 0.5,
      basis: { evidence: 'replay', pairs: 8, baseRuns: 8, headRuns: 8 },
    }),
  ]
  const comparison = comparisonOf([comparedRun('a')], { numbers: numbersOf(rows) })
  expect(judge(comparison, 'errorRate>+0.1').failures).toEqual([
    { run: null, what: 'error_rate 0 -> 0.5' },
  ])
})

test('a gate passes when no rule failed', () => {
  const gate = judgeGate(comparisonOf([replayedRun('a')]), [
    'regressed',
    'cost>+10%',
    'matchRate<1',
  ])
  expect(gate.passed).toBe(true)
  expect(gate.rules.map(({ result }) => result)).toEqual(['passed', 'not_applicable', 'passed'])
  expect(GateSchema.parse(gate)).toEqual(gate)
  expect(judgeGate(comparisonOf([replayedRun('a')]), []).passed).toBe(true)
  expect(judgeGate(comparisonOf([replayedRun('a')]), ['identical', 'new']).passed).toBe(false)
})

test('two sides of the same cassettes: nothing is known of the head, and no rule on it passes', () => {
  const side = (label: string) => ({
    label,
    release: null,
    commit: null,
    runs: runsOfCassettes([{ path: CASSETTE, cassette: conversation() }]),
  })
  const comparison = compareReleases(side('base'), side('head'))
  const results = (rules: string[]) =>
    judgeGate(comparison, rules).rules.map(({ result }) => result)

  expect(comparison.unreplayed).toBe(1)
  expect(judge(comparison, 'unreplayed').failures).toEqual([
    {
      run: comparison.runs[0]!.id,
      what: 'the same recording on both sides, and nothing was replayed',
    },
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
  const side = (label: string, orderId: string, recordedAt: string) => ({
    label,
    release: null,
    commit: null,
    runs: runsOfCassettes([{ path: CASSETTE, cassette: conversation({ orderId, recordedAt }) }]),
  })
  const comparison = compareReleases(
    side('base', 'A-17', '2026-11-01T00:00:00.000Z'),
    side('head', 'B-99', '2026-11-02T00:00:00.000Z'),
  )
  expect(judge(comparison, 'changed').failures.map(({ run }) => run)).toEqual([
    comparison.runs[0]!.id,
  ])
  expect(judge(comparison, 'unreplayed').result).toBe('passed')
  expect(judge(comparison, 'actions>2').result).toBe('failed')
  expect(judge(comparison, 'actions>+10%').result).toBe('passed')
})

function escape(text: string): string {
  return text.replace(/[[\]<>.+*?%()"^$|\\]/g, String.raw`\$&`)
}
