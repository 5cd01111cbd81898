import { expect, test } from 'vitest'
import { describeMetrics } from '../../../../src/core/words/comparison/describe-comparison.ts'
import { segmentsOf } from '../../../../src/core/comparison/numbers/segments.ts'
import type { RunPair } from '../../../../src/core/comparison/pairing/pair-runs.ts'
import {
  SegmentSchema,
  type MetricName,
  type Segment,
} from '../../../../src/core/report/comparison-schema.ts'
import { action, modelCall, recordedPair, releaseRun, replayedPair, times } from '../build-runs.ts'

const describedSegments = (pairs: RunPair[]): Segment[] =>
  segmentsOf(pairs).map((segment) => ({ ...segment, metrics: describeMetrics(segment.metrics) }))
const segmentOf = (pairs: RunPair[], by: Segment['by'], value: string) =>
  describedSegments(pairs).find((segment) => segment.by === by && segment.value === value)!
const rowOf = (segment: Segment, metric: MetricName) =>
  segment.metrics.find((row) => row.metric === metric)!

test('runs are grouped by agent and workflow', () => {
  const pairs = [
    ...times(6, (at) =>
      recordedPair(`a ${at}`, [{ tokens: 100 }], [{ tokens: 200 }], { agent: 'a', workflow: 'w' }),
    ),
    ...times(6, (at) => recordedPair(`b ${at}`, [{}], [{}], { agent: 'b' })),
    { base: null, head: releaseRun('new', { agent: 'b' }), renamed: false },
  ]
  expect(
    segmentsOf(pairs).map(({ by, value, baseRuns, headRuns }) => [by, value, baseRuns, headRuns]),
  ).toEqual([
    ['agent', 'a', 6, 6],
    ['agent', 'b', 6, 7],
    ['workflow', 'w', 6, 6],
    ['tool', 'lookup', 12, 12],
  ])
  expect(rowOf(segmentOf(pairs, 'agent', 'a'), 'tokens')).toMatchObject({
    base: 100,
    head: 200,
    verdict: 'regressed',
    interval: null,
  })
  expect(rowOf(segmentOf(pairs, 'agent', 'b'), 'tokens').verdict).toBe('unchanged')
  for (const segment of describedSegments(pairs))
    expect(SegmentSchema.parse(segment)).toEqual(segment)
})

test('a tool has its own calls, errors, repeats and latency', () => {
  const lookup = { name: 'lookup', duration: 10 }
  const search = { name: 'search', duration: 100 }
  const asked = { method: 'CALL', url: 'tool search', headers: [], body: ['the same'] }
  const pairs = times(10, (at) =>
    recordedPair(
      `run ${at}`,
      [{ actions: [action(0, lookup), action(1, search)] }],
      [
        {
          actions: [
            action(0, lookup),
            action(1, { ...search, duration: 300, asked }),
            action(2, { ...search, duration: 300, asked, outcome: 'error' }),
          ],
          repeatedToolCalls: 1,
        },
      ],
    ),
  )
  const found = segmentOf(pairs, 'tool', 'search')
  expect(rowOf(found, 'actions')).toMatchObject({ base: 1, head: 2 })
  expect(rowOf(found, 'tool_error_rate')).toMatchObject({
    base: 0,
    head: 0.5,
    verdict: 'regressed',
  })
  expect(rowOf(found, 'repeated_tool_calls')).toMatchObject({
    base: 0,
    head: 1,
    verdict: 'regressed',
  })
  expect(rowOf(found, 'latency_p95')).toMatchObject({
    base: 100,
    head: 300,
    verdict: 'regressed',
    significance: { test: 'sign', n: 10 },
  })
  for (const { verdict } of segmentOf(pairs, 'tool', 'lookup').metrics)
    expect(verdict).toBe('unchanged')
})

test('a model has its own calls, tokens and cost; one that nobody uses any more has none', () => {
  const pairs = times(8, (at) =>
    recordedPair(
      `run ${at}`,
      [{ actions: [modelCall(0, 'gpt-4o', { tokens: 100, costUsd: 0.02 })] }],
      [{ actions: times(2, (call) => modelCall(call, 'gpt-5', { tokens: 30, costUsd: null })) }],
    ),
  )
  const [old, now] = [segmentOf(pairs, 'model', 'gpt-4o'), segmentOf(pairs, 'model', 'gpt-5')]
  expect(old).toMatchObject({ baseRuns: 8, headRuns: 0 })
  expect(rowOf(old, 'actions')).toMatchObject({ base: 1, head: 0 })
  expect(rowOf(old, 'cost')).toMatchObject({ base: 0.02, head: 0 })
  expect(rowOf(old, 'error_rate')).toMatchObject({ base: 0, head: null, verdict: 'unknown' })
  expect(now).toMatchObject({ baseRuns: 0, headRuns: 8 })
  expect(rowOf(now, 'tokens')).toMatchObject({ base: 0, head: 60 })
  // A price that is not known is not 0.
  expect(rowOf(now, 'cost')).toMatchObject({ base: 0, head: null, delta: null })
})

test('replays have calls and errors, and neither cost nor latency', () => {
  const pairs = times(8, (at) =>
    replayedPair(
      `run ${at}`,
      { actions: [modelCall(0, 'gpt-4o'), action(1)] },
      { actions: [modelCall(0, 'gpt-4o'), action(1, { outcome: 'error' })] },
    ),
  )
  const tool = segmentOf(pairs, 'tool', 'lookup')
  expect(rowOf(tool, 'tool_error_rate')).toMatchObject({
    base: 0,
    head: 1,
    basis: { evidence: 'replay', pairs: 8 },
    verdict: 'regressed',
  })
  expect(rowOf(tool, 'latency_p95')).toMatchObject({ head: null, delta: null })
  const model = segmentOf(pairs, 'model', 'gpt-4o')
  expect(rowOf(model, 'cost')).toMatchObject({ head: null, delta: null })
})

test('all rows of one kind are one table', () => {
  const tools = times(30, (at) => `tool ${at}`)
  const pairs = times(8, (at) =>
    recordedPair(
      `run ${at}`,
      [{ actions: tools.map((name, index) => action(index, { name, duration: 10 })) }],
      [
        {
          actions: tools.map((name, index) =>
            action(index, { name, duration: index === 0 ? 99 : 10 + at }),
          ),
        },
      ],
    ),
  )
  const row = rowOf(segmentOf(pairs, 'tool', 'tool 0'), 'latency_p95')
  expect(row.significance).toMatchObject({ p: 0.0078125 })
  expect(row.verdict).toBe('not_evidence')
})
