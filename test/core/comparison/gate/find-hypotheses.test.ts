import { expect, test } from 'vitest'
import { findHypotheses } from '../../../../src/core/comparison/gate/find-hypotheses.ts'
import { describeHypothesis } from '../../../../src/core/words/comparison/describe-hypothesis.ts'
import type {
  Comparison,
  RunComparison,
  Segment,
} from '../../../../src/core/report/comparison-schema.ts'
import {
  comparedRun,
  comparisonOf,
  factsOf,
  numbersOf,
  replayedRun,
  row,
} from '../build-comparison.ts'
import { divergence, times } from '../build-runs.ts'

/** The hypotheses of a comparison in words. */
const hypothesesOf = (comparison: Comparison) =>
  findHypotheses(comparison)
    .map((found) => describeHypothesis(found, comparison))
    .map(({ layer, statement, evidence }) => ({
      layer,
      statement,
      evidence: evidence.map(({ text, runs }) => ({ text, runs })),
    }))

const segment = (by: Segment['by'], value: string, ...metrics: Segment['metrics']): Segment => ({
  by,
  value,
  baseRuns: 8,
  headRuns: 8,
  metrics,
})

const regressed = (
  metric: 'latency_p95' | 'success_rate' | 'tool_error_rate' | 'repeated_tool_calls',
) =>
  row({
    metric,
    unit: metric === 'latency_p95' ? 'ms' : 'ratio',
    better: metric === 'success_rate' ? 'higher' : 'lower',
    base: metric === 'success_rate' ? 1 : 0.25,
    head: metric === 'success_rate' ? 0.25 : 1,
    verdict: 'regressed',
    note: '8 pairs, 8 differ, p = 0.0078',
  })

const broken = (id: string, stopReason: string, facts: Partial<RunComparison> = {}) =>
  comparedRun(id, {
    verdict: 'changed',
    head: factsOf({ errorRate: 1, stopReason, status: 'failed' }),
    ...facts,
  })

test('nothing that got worse, no hypothesis', () => {
  const others = [
    comparedRun('a', { verdict: 'changed', divergences: [divergence()] }),
    // A live run may fail by chance, and be slower or dearer by chance.
    comparedRun('b', { head: factsOf({ status: 'failed', costUsd: 5, repeatedToolCalls: 3 }) }),
    comparedRun('c', { verdict: 'missing', head: null, evidence: null }),
    comparedRun('d', { evidence: null }),
  ]
  expect(hypothesesOf(comparisonOf(others))).toEqual([])
})

test('a replay that could not go on is no evidence of an error', () => {
  const run = replayedRun(
    'a',
    { errorRate: 1, stopReason: 'llm_error:not_recorded' },
    {
      verdict: 'changed',
      divergences: [divergence()],
    },
  )
  expect(hypothesesOf(comparisonOf([run]))).toEqual([])
})

test('the tool layer: runs that end in a tool now, and a share of failed calls that rose', () => {
  const comparison = comparisonOf(
    [broken('a', 'tool_error:refund'), broken('b', 'tool_timeout:refund'), broken('c', 'max_usd')],
    {
      segments: [segment('tool', 'lookup', regressed('tool_error_rate')), segment('tool', 'other')],
    },
  )
  expect(hypothesesOf(comparison)).toEqual([
    {
      layer: 'tool',
      statement:
        'the tool "refund" fails more often: check that it is available, its time limit and its inputs',
      evidence: [
        { text: '2 runs end in it now, and did not (2 runs, not evidence)', runs: ['a', 'b'] },
      ],
    },
    {
      layer: 'tool',
      statement:
        'the tool "lookup" fails more often: check that it is available, its time limit and its inputs',
      evidence: [
        {
          text: 'lookup: tool_error_rate 0.25 -> 1 (8 pairs, 8 differ, p = 0.0078)',
          runs: [],
        },
      ],
    },
  ])
})

test('of live runs at least two more have to end badly than recovered', () => {
  const recovered = comparedRun('c', {
    base: factsOf({ errorRate: 1, stopReason: 'step_error' }),
    head: factsOf(),
  })
  const [one, two] = [broken('a', 'tool_error:refund'), broken('b', 'tool_error:refund')]
  expect(hypothesesOf(comparisonOf([one]))).toEqual([])
  expect(hypothesesOf(comparisonOf([one, two, recovered]))).toEqual([])
  expect(hypothesesOf(comparisonOf([one, two]))).toHaveLength(1)
})

test('six live runs that end in a tool, and one replay that does, are evidence', () => {
  const six = times(6, (at) => broken(`run ${at}`, 'tool_error:refund'))
  expect(hypothesesOf(comparisonOf(six))[0]!.evidence[0]!.text).toBe(
    '6 runs end in it now, and did not',
  )
  const replay = replayedRun(
    'a',
    { errorRate: 1, stopReason: 'tool_error:refund' },
    {
      verdict: 'regressed',
    },
  )
  expect(hypothesesOf(comparisonOf([replay]))[0]!.evidence[0]!.text).toBe(
    '1 run ends in it now, and did not',
  )
})

test('a live run that reaches its limit of steps once is no loop', () => {
  const runs = [
    comparedRun('a', {
      head: factsOf({ errorRate: 0.5, stopReason: 'max_steps', repeatedToolCalls: 4 }),
      divergences: [divergence()],
    }),
  ]
  expect(hypothesesOf(comparisonOf(runs))).toEqual([])
})

test('a loop: calls are repeated, and runs end at the limit of steps', () => {
  const head = { repeatedToolCalls: 5, errorRate: 1, stopReason: 'max_steps' }
  const runs = [replayedRun('a', head, { verdict: 'regressed' }), replayedRun('b')]
  expect(hypothesesOf(comparisonOf(runs))).toEqual([
    {
      layer: 'loop',
      statement:
        'the agent is stuck in a loop: check its stop conditions and what it remembers of calls it has made',
      evidence: [
        {
          text: '1 run that got worse repeats calls with the same inputs more often',
          runs: ['a'],
        },
        { text: '1 run ends at the limit of steps now', runs: ['a'] },
      ],
    },
  ])
})

test('a loop by the numbers names the tool', () => {
  const comparison = comparisonOf([comparedRun('a', { head: factsOf({ repeatedToolCalls: 2 }) })], {
    numbers: numbersOf([regressed('repeated_tool_calls')], 'regressed'),
    segments: [segment('tool', 'search', regressed('repeated_tool_calls'))],
  })
  const [found] = hypothesesOf(comparison)
  expect(found).toMatchObject({
    layer: 'loop',
    statement:
      'the agent repeats itself: check what it remembers of calls it has made, and its retries',
  })
  expect(found!.evidence.map(({ text, runs }) => [text.split(' ')[0], runs])).toEqual([
    ['repeated_tool_calls', []],
    ['search:', []],
    ['1', ['a']],
  ])
})

test('the model or the runtime: slower, while no tool is', () => {
  const numbers = numbersOf([regressed('latency_p95')], 'regressed')
  const slow = segment('model', 'gpt-4o', regressed('latency_p95'))
  const runs = [comparedRun('a')]
  expect(hypothesesOf(comparisonOf(runs, { numbers, segments: [slow] }))).toEqual([
    {
      layer: 'llm_or_runtime',
      statement: 'the model or the code between the calls got slower: no tool did',
      evidence: [
        { text: 'latency_p95 0.25 ms -> 1 ms (8 pairs, 8 differ, p = 0.0078)', runs: [] },
        { text: 'no tool got slower beyond chance', runs: [] },
        { text: 'gpt-4o: latency_p95 0.25 ms -> 1 ms (8 pairs, 8 differ, p = 0.0078)', runs: [] },
      ],
    },
  ])
  const segments = [slow, segment('tool', 'search', regressed('latency_p95'))]
  expect(hypothesesOf(comparisonOf(runs, { numbers, segments }))).toEqual([])
})

test('the model or the runtime: runs that end in a call of it, by their reasons', () => {
  const head = { errorRate: 1, stopReason: 'llm_error:rate_limited', errorClass: 'rate_limited' }
  const runs = [
    broken('a', 'step_error'),
    comparedRun('b', { head: factsOf(head) }),
    comparedRun('c', { head: factsOf(head) }),
  ]
  expect(hypothesesOf(comparisonOf(runs))).toMatchObject([
    {
      layer: 'llm_or_runtime',
      evidence: [
        {
          text: '3 runs end in a model call or in the code around it now, and did not (3 runs, not evidence): llm_error:rate_limited, rate_limited (2); step_error (1)',
          runs: ['a', 'b', 'c'],
        },
      ],
    },
  ])
})

test('a change: the first cause that what got worse shares, and where else it is', () => {
  const cause = divergence({ cause: 'resource', note: 'refund-policy' })
  const noise = divergence({ firstCause: false, cause: 'tool_schema' })
  const answer = divergence({ cause: 'model_output' })
  const runs = [
    ...times(4, (at) =>
      comparedRun(`bad ${at}`, {
        head: factsOf({ status: 'failed' }),
        divergences: at < 3 ? [cause, noise] : [answer],
      }),
    ),
    comparedRun('good', { divergences: [cause] }),
    comparedRun('same'),
  ]
  const numbers = numbersOf([regressed('success_rate')], 'regressed')
  expect(hypothesesOf(comparisonOf(runs, { numbers }))).toEqual([
    {
      layer: 'change',
      statement:
        'a changed resource (refund-policy) is behind what got worse: look at that change first',
      evidence: [
        {
          text: 'it is the first cause in 3 of the 4 runs that got worse',
          runs: ['bad 0', 'bad 1', 'bad 2'],
        },
        { text: 'and in 1 run that did not', runs: ['good'] },
        { text: 'success_rate 1 -> 0.25 (8 pairs, 8 differ, p = 0.0078)', runs: [] },
      ],
    },
  ])
})

test('a cause that most of what got worse does not have explains nothing', () => {
  const runs = times(5, (at) =>
    replayedRun(
      `bad ${at}`,
      { errorRate: 1, stopReason: 'x' },
      {
        verdict: 'regressed',
        divergences: at === 0 ? [divergence()] : [],
      },
    ),
  )
  expect(hypothesesOf(comparisonOf(runs))).toEqual([])
})

test('every hypothesis has evidence', () => {
  const runs = [
    replayedRun(
      'a',
      { errorRate: 1, stopReason: 'tool_error:refund' },
      {
        verdict: 'regressed',
        divergences: [divergence()],
      },
    ),
    broken('b', 'truncated'),
    broken('c', 'truncated'),
  ]
  const segments = [segment('tool', 'lookup', regressed('tool_error_rate'))]
  const found = hypothesesOf(comparisonOf(runs, { segments }))
  expect(found.map(({ layer }) => layer)).toEqual(['change', 'tool', 'tool', 'llm_or_runtime'])
  for (const { evidence } of found) expect(evidence.length).toBeGreaterThan(0)
})
