import { expect, test } from 'vitest'
import {
  isCritical,
  releaseNumbers,
} from '../../../../src/core/comparison/numbers/release-numbers.ts'
import { describeMetrics } from '../../../../src/core/words/comparison/describe-comparison.ts'
import type { RunPair } from '../../../../src/core/comparison/pairing/pair-runs.ts'
import type { Recording } from '../../../../src/core/comparison/runs/performed-run.ts'
import { seededRandom } from '../../../../src/core/seeded-random.ts'
import {
  ReleaseNumbersSchema,
  type MetricName,
} from '../../../../src/core/report/comparison-schema.ts'
import {
  action,
  divergence,
  recordedPair,
  releaseRun,
  replay,
  replayedPair,
  times,
} from '../build-runs.ts'
import { tableSize, wholeTest } from '../../../table-size.ts'

const rowsOf = (pairs: RunPair[], metric: MetricName) =>
  describeMetrics(releaseNumbers(pairs).metrics).filter((row) => row.metric === metric)
const rowOf = (pairs: RunPair[], metric: MetricName) => rowsOf(pairs, metric)[0]!

const slower = (count: number, by = 2) =>
  times(count, (at) =>
    recordedPair(`run ${at}`, [{ durationMs: 1000 + at }], [{ durationMs: (1000 + at) * by }]),
  )

test.each([
  [1, 'one run, not evidence'],
  [5, '5 runs, not evidence'],
])('%d pairs are no evidence, however they differ', (count, note) => {
  const numbers = releaseNumbers(slower(count))

  expect(numbers.verdict).toBe('not_evidence')
  expect(rowOf(slower(count), 'duration')).toMatchObject({
    verdict: 'not_evidence',
    note,
    significance: null,
    interval: null,
    basis: { evidence: 'recording', pairs: count, baseRuns: count, headRuns: count },
  })
})

test('six pairs that all got worse are evidence', () => {
  expect(releaseNumbers(slower(6)).verdict).toBe('regressed')
  expect(rowOf(slower(6), 'duration')).toMatchObject({
    base: 1002.5,
    head: 2005,
    delta: 1002.5,
    relative: 1,
    verdict: 'regressed',
    note: '6 pairs, 6 differ, p = 0.031',
    significance: { test: 'permutation', n: 6, p: 0.03125, adjustedP: 0.03125 },
    general: { test: 'sign', n: 6, p: 0.03125, adjustedP: 0.03125 },
  })
})

test('metrics that differ together cost each other nothing; for runs in general each counts', () => {
  const worse = (count: number) =>
    times(count, (at) =>
      recordedPair(
        `run ${at}`,
        [{ durationMs: 1000, costUsd: 1, tokens: 100 }],
        [{ durationMs: 2000, costUsd: 2, tokens: 200, repeatedToolCalls: 3 }],
      ),
    )
  expect(releaseNumbers(worse(7)).verdict).toBe('regressed')
  expect(rowOf(worse(7), 'cost')).toMatchObject({
    verdict: 'regressed',
    note: '7 pairs, 7 differ, p = 0.016 for these runs, p = 0.063 for runs in general',
    significance: { test: 'permutation', p: 0.015625, adjustedP: 0.015625 },
    general: { test: 'sign', p: 0.015625, adjustedP: 0.0625 },
  })
})

test('three runs of two takes can be evidence for themselves, and none for runs in general', () => {
  const pairs = times(3, (at) =>
    recordedPair(
      `run ${at}`,
      times(2, () => ({ costUsd: 1 })),
      times(2, () => ({ costUsd: 2 })),
    ),
  )
  const row = rowOf(pairs, 'cost')
  expect(row).toMatchObject({
    verdict: 'regressed',
    note: '3 pairs, p = 0.0093 for these runs, too few for runs in general',
  })
  expect(row.general).toBeUndefined()
})

test('runs that are equal are no consistent difference', () => {
  const pairs = times(6, (at) => recordedPair(`run ${at}`, [{}], [{}]))
  expect(releaseNumbers(pairs).verdict).toBe('no_consistent_difference')
  expect(rowOf(pairs, 'tokens')).toMatchObject({
    verdict: 'unchanged',
    note: '6 pairs, 0 differ, p = 1',
    interval: [0, 0],
  })
})

test('a percentile of fewer than twenty runs is no evidence', () => {
  expect(rowOf(slower(19), 'latency_p95')).toMatchObject({
    verdict: 'not_evidence',
    note: '19 runs, not evidence',
  })
  expect(rowOf(slower(20), 'latency_p95')).toMatchObject({
    verdict: 'regressed',
    significance: { test: 'permutation', n: 20 },
  })
})

test('faster runs are an improvement, and a change within the tolerance is none', () => {
  expect(rowOf(slower(12, 0.5), 'duration').verdict).toBe('improved')
  expect(releaseNumbers(slower(12, 0.5)).verdict).toBe('improved')
  expect(rowOf(slower(12, 1.05), 'duration')).toMatchObject({
    verdict: 'unchanged',
    note: '12 pairs, 12 differ, p < 0.001: within the tolerance',
  })
  const strict = releaseNumbers(slower(12, 1.05), { tolerance: { duration: 0.01 } })
  expect(strict.metrics.find(({ metric }) => metric === 'duration')).toMatchObject({
    verdict: 'regressed',
    tolerance: 0.01,
  })
})

test('one worse metric outweighs a better one', () => {
  const pairs = times(12, (at) =>
    recordedPair(
      `run ${at}`,
      [{ durationMs: 1000, costUsd: 1 }],
      [{ durationMs: 500, costUsd: 2 }],
    ),
  )
  expect(rowOf(pairs, 'duration').verdict).toBe('improved')
  expect(rowOf(pairs, 'cost').verdict).toBe('regressed')
  expect(releaseNumbers(pairs).verdict).toBe('regressed')
})

test('cheaper is no improvement while fewer runs succeed', () => {
  const cheaper = (failing: number) =>
    times(12, (at) =>
      recordedPair(
        `run ${at}`,
        [{ tokens: 1000, status: 'passed' }],
        [{ tokens: 500, status: at < failing ? 'failed' : 'passed' }],
      ),
    )
  expect(releaseNumbers(cheaper(0)).verdict).toBe('improved')
  expect(rowOf(cheaper(3), 'success_rate').verdict).toBe('unchanged')
  expect(rowOf(cheaper(3), 'tokens').verdict).toBe('improved')
  expect(releaseNumbers(cheaper(3)).verdict).toBe('no_consistent_difference')
  expect(releaseNumbers(cheaper(8)).verdict).toBe('regressed')
})

test('a run counts once however many takes it has', () => {
  const pairs = times(6, (at) =>
    recordedPair(
      `run ${at}`,
      [{ tokens: 100 }, { tokens: 300 }],
      at === 0 ? times(9, () => ({ tokens: 400 })) : [{ tokens: 100 }, { tokens: 300 }],
    ),
  )
  expect(rowOf(pairs, 'tokens')).toMatchObject({
    base: 200,
    head: 200 + 200 / 6,
    basis: { evidence: 'takes', pairs: 6, baseRuns: 12, headRuns: 19 },
    verdict: 'unchanged',
    note: '6 pairs, 1 differ, p = 0.66 for these runs, p = 1 for runs in general',
  })
})

test('what most runs and the mean say differently is no verdict', () => {
  const pairs = times(12, (at) =>
    recordedPair(`run ${at}`, [{ tokens: 1000 }], [{ tokens: at === 0 ? 1_000_000 : 900 }]),
  )
  expect(rowOf(pairs, 'tokens')).toMatchObject({
    verdict: 'unchanged',
    note: '12 pairs, 12 differ, p = 1 for these runs, p = 0.0063 for runs in general',
  })
})

test('more actions are neither better nor worse', () => {
  const pairs = times(12, (at) =>
    recordedPair(`run ${at}`, [{}], [{ actions: [action(0), action(1)] }]),
  )
  expect(rowOf(pairs, 'actions')).toMatchObject({
    verdict: 'unknown',
    note: '12 pairs, 12 differ, p < 0.001: changed, for better or worse',
  })
  expect(releaseNumbers(pairs).verdict).toBe('no_consistent_difference')
})

test('what is not known is null, never 0', () => {
  const pairs = times(8, (at) =>
    recordedPair(`run ${at}`, [{ costUsd: null }], [{ costUsd: null, actions: [] }]),
  )
  expect(rowOf(pairs, 'cost')).toMatchObject({
    base: null,
    head: null,
    delta: null,
    verdict: 'unknown',
  })
  expect(rowOf(pairs, 'success_rate')).toMatchObject({ base: null, head: null, note: 'not known' })
  // Without a call there is no share of calls that failed.
  expect(rowOf(pairs, 'tool_error_rate')).toMatchObject({ base: 0, head: null, delta: null })
  expect(rowOf(pairs, 'match_rate')).toMatchObject({
    base: null,
    head: null,
    note: 'not known: only replays tell',
  })
})

test('a replay says nothing of cost, tokens and time', () => {
  const pairs = times(8, (at) => replayedPair(`run ${at}`, {}, { matchRate: 0.5 }))
  for (const metric of ['cost', 'tokens', 'duration', 'latency_p95'] as const)
    expect(rowOf(pairs, metric)).toMatchObject({
      base: null,
      head: null,
      note: 'not known: only recordings tell, and none was made anew',
    })
  expect(rowOf(pairs, 'match_rate')).toMatchObject({
    base: null,
    head: 0.5,
    delta: null,
    note: 'not known of the base',
    basis: { evidence: 'replay', pairs: 0, baseRuns: 0, headRuns: 8 },
  })
})

test('replays on both sides have a match rate to compare', () => {
  const pairs = times(8, (at) => replayedPair(`run ${at}`, {}, { matchRate: 0.5 }, {}))
  expect(rowOf(pairs, 'match_rate')).toMatchObject({ base: 1, head: 0.5, verdict: 'regressed' })
})

test('a run counts as failed when it throws, is cut off or stops for another reason than success', () => {
  const head = [
    {
      end: { output: undefined, error: { name: 'Error', message: 'no' } },
      stopReason: 'step_error',
    },
    { end: null, stopReason: 'unknown' },
    { stopReason: 'max_steps' },
    { stopReason: 'unknown' },
    { stopReason: 'success' },
  ]
  const pairs = head.map((facts, at) => recordedPair(`run ${at}`, [{}], [facts]))
  expect(rowOf(pairs, 'error_rate')).toMatchObject({ base: 0, head: 3 / 5 })
})

test('the error of a replay that made other requests does not count as a regression', () => {
  const failed = { end: { output: undefined, error: { name: 'E', message: '' } }, stopReason: 'x' }
  const misled = [
    { ...failed, divergences: [divergence()] },
    { ...failed, actions: [action(0, { outcome: 'blocked' })] },
  ]
  for (const facts of misled) {
    const pairs = times(8, (at) => replayedPair(`run ${at}`, {}, facts))
    expect(rowOf(pairs, 'error_rate')).toMatchObject({ head: null, verdict: 'unknown' })
    expect(releaseNumbers(pairs).verdict).not.toBe('regressed')
  }
  // With the answers of the recording it throws before the next call: that is its own doing.
  const own = { ...failed, divergences: [divergence({ kind: 'missing_action' })] }
  const pairs = times(8, (at) => replayedPair(`run ${at}`, {}, own))
  expect(rowOf(pairs, 'error_rate')).toMatchObject({ base: 0, head: 1, verdict: 'regressed' })
})

test('evidence is not mixed: recordings and replays have rows of their own, more pairs first', () => {
  const pairs = [
    ...times(3, (at) => recordedPair(`new ${at}`, [{}], [{ repeatedToolCalls: 5 }])),
    ...times(7, (at) => replayedPair(`old ${at}`, {}, { repeatedToolCalls: 1 })),
  ]
  const rows = rowsOf(pairs, 'repeated_tool_calls')
  expect(rows.map(({ head, basis }) => [basis.evidence, basis.pairs, head])).toEqual([
    ['replay', 7, 1],
    ['recording', 3, 5],
  ])
  expect(rowsOf(pairs, 'cost').map(({ basis }) => [basis.evidence, basis.pairs])).toEqual([
    ['recording', 3],
  ])
})

test('runs of one side only count for nothing', () => {
  const alone: RunPair[] = [
    { base: releaseRun('gone', { replay: replay({ matchRate: 0 }) }), head: null, renamed: false },
    { base: null, head: releaseRun('new', { replay: replay({ matchRate: 0 }) }), renamed: false },
  ]
  const pairs = times(8, (at) => replayedPair(`run ${at}`, {}, {}, {}))
  expect(releaseNumbers([...pairs, ...alone])).toEqual(releaseNumbers(pairs))
  expect(releaseNumbers([]).verdict).toBe('not_evidence')
})

test('synthetic runs are known by their tag', () => {
  expect(isCritical(recordedPair('a', [{}], [{}], { tags: ['critical'] }))).toBe(true)
  expect(isCritical(recordedPair('a', [{}], [{}], { tags: ['slow'] }))).toBe(false)
})

test('stop reasons are counted, and that runs end otherwise is tested', () => {
  const pairs = times(10, (at) =>
    recordedPair(`run ${at}`, [{}], [{ stopReason: at < 8 ? '__proto__' : 'success' }]),
  )
  const { stopReasons } = releaseNumbers(pairs)
  expect(stopReasons.base).toEqual({ success: 10 })
  expect(Object.entries(stopReasons.head)).toEqual([
    ['__proto__', 8],
    ['success', 2],
  ])
  // R: fisher.test(matrix(c(10, 0, 2, 8), 2))$p.value = 0.0007144, for two reasons.
  expect(stopReasons.significance).toMatchObject({ test: 'fisher', n: 20 })
  expect(stopReasons.significance!.p).toBeCloseTo(0.0007144, 6)
  expect(stopReasons.significance!.adjustedP).toBeCloseTo(2 * 0.0007144, 6)
})

test('numbers are what the schema says, and the same each time', () => {
  const pairs = exchangeable(seededRandom('schema'), 12)
  const numbers = releaseNumbers(pairs)
  const described = { ...numbers, metrics: describeMetrics(numbers.metrics) }
  expect(ReleaseNumbersSchema.parse(described)).toEqual(described)
  expect(releaseNumbers(pairs)).toEqual(numbers)
})

const SPLITS = 200
const SHIFTS = tableSize({ sample: 10, whole: 30 })

wholeTest(
  'sides that chance divides give a verdict in at most 5 of 100 releases',
  { timeout: 400_000 },
  () => {
    const random = seededRandom('false alarms')
    const verdicts = times(SPLITS, () => releaseNumbers(exchangeable(random, 20)).verdict)
    const alarms = verdicts.filter((verdict) => verdict === 'regressed' || verdict === 'improved')

    expect(new Set(verdicts)).not.toContain('not_evidence')
    expect(alarms.length / SPLITS).toBeLessThanOrEqual(0.05)
  },
)

test.each([
  [
    'one run in two fails',
    30,
    (run: Partial<Recording>, hit: number) =>
      hit < 0.5 ? { ...run, stopReason: 'step_error' } : run,
  ],
  ['40 % more tokens', 20, (run: Partial<Recording>) => ({ ...run, tokens: run.tokens! * 1.4 })],
  [
    'calls repeated in every run',
    12,
    (run: Partial<Recording>) => ({ ...run, repeatedToolCalls: run.repeatedToolCalls! + 2 }),
  ],
] as const)('a real shift is found in most releases: %s', { timeout: 60_000 }, (_, runs, shift) => {
  const random = seededRandom('power')
  const found = times(SHIFTS, () => {
    const pairs = exchangeable(random, runs).map((pair) => ({
      ...pair,
      head: {
        ...pair.head!,
        recordings: pair.head!.recordings.map((one) => ({ ...one, ...shift(one, random()) })),
      },
    }))
    return releaseNumbers(pairs).verdict === 'regressed'
  })
  expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.8)
})

/** Pairs of runs whose takes chance gives to either side. */
function exchangeable(random: () => number, runs: number): RunPair[] {
  return times(runs, (at) => {
    const [failing, size] = [random() * 0.4, 1 + 5 * random()]
    const takes = times(4, () => ({
      stopReason: random() < failing ? 'step_error' : 'success',
      status: random() < failing ? ('failed' as const) : ('passed' as const),
      repeatedToolCalls: Math.floor(random() * size),
      tokens: Math.round(1000 * size * (0.8 + 0.4 * random())),
      costUsd: 0.01 * size * (0.8 + 0.4 * random()),
      durationMs: 1000 * size * (0.5 + random() ** 3),
      actions: times(1 + Math.floor(size * (1 + random())), (index) =>
        action(index, { outcome: random() < 0.1 ? 'error' : 'success' }),
      ),
    }))
    return recordedPair(`run ${at}`, takes.slice(0, 2), takes.slice(2))
  })
}
