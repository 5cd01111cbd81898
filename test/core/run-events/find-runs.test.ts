import { expect, test } from 'vitest'
import { findRuns, nearMatches, runsOfId } from '../../../src/core/run-events/find-runs.ts'
import { buildHead } from './stored-run.ts'

const [A, B, C] = ['a'.repeat(32), 'ab'.repeat(16), 'c'.repeat(32)] as [string, string, string]
const HEADS = [
  buildHead(A, { startedAt: '2026-11-20T10:00:00.000Z', tags: ['critical'], replayCostUsd: 0.5 }),
  buildHead(
    B,
    { startedAt: '2026-11-21T10:00:00.000Z', status: 'failed', error: 'no quota', workflow: 'w' },
    { sha: '1234567890123456789012345678901234567890', ciJob: '77/test' },
  ),
  buildHead(
    C,
    {
      startedAt: '2026-11-19T10:00:00.000Z',
      runId: 'r-2',
      cassette: 'weather.cassette.jsonl',
      test: { file: 'b.test.ts', fullName: 'weather' },
      name: 'tells the weather',
      agent: 'weather',
    },
    {},
    ['the odd one'],
  ),
]
const found = (filter: Parameters<typeof findRuns>[1]) =>
  findRuns(HEADS, filter).map(({ traceId }) => traceId)

test('runs are found by every fact, the latest first', () => {
  expect(found({})).toEqual([B, A, C])
  expect(found({ text: 'refunds order' })).toEqual([B, A])
  expect(found({ text: 'QUOTA' })).toEqual([B])
  expect(found({ text: 'odd' })).toEqual([C])
  expect(found({ text: '77/test failed' })).toEqual([B])
  expect(found({ status: 'failed' })).toEqual([B])
  expect(found({ agent: 'weather' })).toEqual([C])
  expect(found({ workflow: 'w' })).toEqual([B])
  expect(found({ tag: 'critical' })).toEqual([A])
  expect(found({ sha: '12345' })).toEqual([B])
  expect(found({ ciJob: '77' })).toEqual([B])
  expect(found({ minCostUsd: 0.1 })).toEqual([A])
  expect(found({ status: 'running' })).toEqual([])
})

test('what was most likely meant is named', () => {
  expect(nearMatches(HEADS, 'wether')).toContain('weather')
  expect(nearMatches(HEADS, 'crtical')).toEqual(['critical'])
  expect(nearMatches(HEADS, 'qqqqqqqq')).toEqual([])
})

test('an id is a trace, its beginning, a run of which the latest counts, or a label', () => {
  const ids = (id: string) => runsOfId(HEADS, id).map(({ traceId }) => traceId)
  expect(ids(A)).toEqual([A])
  expect(ids('abab')).toEqual([B])
  expect(ids('r-1')).toEqual([B])
  expect(ids('the odd one')).toEqual([C])
  expect(ids('aaaa')).toEqual([A])
  expect(ids('a')).toEqual([])
})
