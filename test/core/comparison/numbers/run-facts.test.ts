import { expect, test } from 'vitest'
import { describeMetrics } from '../../../../src/core/words/comparison/describe-comparison.ts'
import { compareTakes } from '../../../../src/core/comparison/numbers/compare-takes.ts'
import { historyEntry } from '../../../../src/core/comparison/gate/history-entry.ts'
import { runFacts } from '../../../../src/core/comparison/numbers/run-facts.ts'
import {
  HistoryEntrySchema,
  RunFactsSchema,
} from '../../../../src/core/report/comparison-schema.ts'
import { seededRandom } from '../../../../src/core/seeded-random.ts'
import { action, recording, releaseRun, replay, times } from '../build-runs.ts'
import { tableSize } from '../../../table-size.ts'

const failed = {
  end: { output: undefined, error: { name: 'Error', message: 'no' } },
  stopReason: 'tool_error:refund',
  errorClass: 'timeout',
}

test('the facts of a run are the means of its takes', () => {
  const takes = [
    recording({ tokens: 100, actions: [action(0), action(1, { outcome: 'error' })] }),
    recording({ tokens: 300, costUsd: null, status: 'passed' }),
    recording({ tokens: 200, costUsd: 0.03, status: 'failed', ...failed, repeatedToolCalls: 3 }),
  ]
  const facts = runFacts(releaseRun('run', { recordings: takes }))

  expect(RunFactsSchema.parse(facts)).toEqual({
    cassette: '__cassettes__/a.test.ts/run.cassette.jsonl',
    release: null,
    recordedAt: '2026-11-01T10:00:00.000Z',
    takes: 3,
    status: 'failed',
    stopReason: 'success',
    errorClass: 'timeout',
    errorRate: 1 / 3,
    actions: 4 / 3,
    toolCalls: 4 / 3,
    toolErrors: 1 / 3,
    repeatedToolCalls: 1,
    matchRate: null,
    determinism: null,
    costUsd: 0.02,
    tokens: 200,
    durationMs: 1000,
  })
})

test('of as many stop reasons the one that is not a success counts', () => {
  const run = releaseRun('run', { recordings: [recording(), recording(failed)] })
  expect(runFacts(run).stopReason).toBe('tool_error:refund')
})

test('of a replay cost, tokens and duration are not known', () => {
  const played = replay({ matchRate: 0.5, determinism: 80, status: 'failed' })
  const run = releaseRun('run', { recordings: [recording()], replay: played })
  const unknown = { costUsd: null, tokens: null, durationMs: null }

  expect(runFacts(run, [played])).toMatchObject({ ...unknown, matchRate: 0.5, status: 'failed' })
  expect(runFacts(run)).toMatchObject({ tokens: 100, matchRate: 0.5, determinism: 80 })
  const alone = releaseRun('run', { replay: played })
  expect(runFacts(alone)).toMatchObject({ ...unknown, takes: 0, actions: 1 })
})

test('one recording against one is no evidence', () => {
  const rows = describeMetrics(
    compareTakes([recording({ tokens: 100 })], [recording({ tokens: 900 })]),
  )
  expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'not_evidence'))
  expect(rows.find(({ metric }) => metric === 'tokens')).toMatchObject({
    base: 100,
    head: 900,
    delta: 800,
    relative: 8,
    note: 'one run, not evidence',
    basis: { evidence: 'recording', pairs: 1, baseRuns: 1, headRuns: 1 },
  })
})

const takes = (count: number, tokens: number) =>
  times(count, (at) => recording({ tokens: tokens + at }))
const rowOf = (...[base, head, options]: Parameters<typeof compareTakes>) =>
  describeMetrics(compareTakes(base, head, options)).find(({ metric }) => metric === 'tokens')!

test('four takes a side that lie apart are the fewest that are evidence', () => {
  expect(rowOf(takes(3, 100), takes(3, 900))).toMatchObject({
    verdict: 'not_evidence',
    note: '3 against 3 recordings, not evidence',
    significance: null,
  })
  expect(rowOf(takes(4, 100), takes(4, 900))).toMatchObject({
    verdict: 'regressed',
    note: '4 against 4 recordings, p = 0.029',
    significance: { test: 'permutation', p: 2 / 70, adjustedP: 2 / 70, n: 8 },
    basis: { evidence: 'takes' },
  })
  expect(rowOf(takes(4, 900), takes(4, 100)).verdict).toBe('improved')
  expect(rowOf(takes(4, 900), takes(4, 900)).verdict).toBe('unchanged')
})

test('of many runs that are looked at together one differs by chance', () => {
  expect(rowOf(takes(4, 100), takes(4, 900), { runs: 10 })).toMatchObject({
    verdict: 'not_evidence',
    note: '4 against 4 recordings, p = 0.29: too few runs to tell',
  })
  expect(rowOf(takes(8, 100), takes(8, 900), { runs: 10 }).verdict).toBe('regressed')
})

test('what is known of one side only has no delta', () => {
  const rows = describeMetrics(
    compareTakes([recording({ costUsd: null })], [recording({ costUsd: 1 })]),
  )
  expect(rows.find(({ metric }) => metric === 'cost')).toMatchObject({
    base: null,
    head: 1,
    delta: null,
    verdict: 'unknown',
    note: 'not known of the base',
  })
  expect(rows.map(({ metric }) => metric)).not.toContain('success_rate')
})

test('takes that chance divides give a verdict in at most 5 of 100 runs', () => {
  const random = seededRandom('takes')
  const some = () =>
    times(6, () =>
      recording({
        tokens: Math.round(1000 * random()),
        costUsd: random(),
        durationMs: 1000 * random(),
        repeatedToolCalls: Math.floor(3 * random()),
        stopReason: random() < 0.3 ? 'step_error' : 'success',
      }),
    )
  const alarms = times(tableSize({ sample: 80, whole: 400 }), () =>
    compareTakes(some(), some()).some(({ verdict }) => /^(?:regressed|improved)$/.test(verdict)),
  )
  expect(alarms.filter(Boolean).length / alarms.length).toBeLessThanOrEqual(0.05)
})

test('a release is one line of the history', () => {
  const runs = [
    releaseRun('a', {
      recordings: [recording({ tokens: 100, durationMs: 1000 }), recording({ tokens: 300 })],
      replay: replay({ matchRate: 0.5, determinism: 90, repeatedToolCalls: 2 }),
    }),
    releaseRun('b', {
      recordings: [recording({ tokens: 400, costUsd: null, durationMs: 3000 })],
      replay: replay({ ...failed }),
    }),
  ]
  const side = { label: 'git:v2', release: 'v2', commit: 'a'.repeat(40), runs }
  const entry = historyEntry(side, '2026-11-21T10:00:00Z')

  expect(HistoryEntrySchema.parse(entry)).toEqual({
    version: 1,
    release: 'v2',
    commit: 'a'.repeat(40),
    date: '2026-11-21T10:00:00Z',
    runs: 2,
    recordings: 3,
    matchRate: 0.75,
    // Only a report has the positions of the score.
    determinism: null,
    costUsd: 0.01,
    tokens: 300,
    errorRate: 0.5,
    latencyP95Ms: 2800,
    repeatedToolCalls: 1,
  })
})

test('a release of which nothing is known has no numbers, and is called what it was named', () => {
  const side = { label: 'reports', release: null, commit: null, runs: [] }
  expect(historyEntry(side, '2026-11-21T10:00:00Z')).toMatchObject({
    release: 'reports',
    matchRate: null,
    costUsd: null,
    errorRate: null,
    latencyP95Ms: null,
    repeatedToolCalls: null,
  })
})
