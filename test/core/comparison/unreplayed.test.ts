import { expect, test } from 'vitest'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { judgeGate } from '../../../src/core/words/comparison/judge-gate.ts'
import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import { unreplayedRuns } from '../../../src/node/render/comparison/verdict-words.ts'
import { groundOf } from '../../../src/page/compare/filter-compared.ts'
import { recording, releaseRun } from './build-runs.ts'

function compare(recordedAt: string, facts: { isUnreported?: true } = {}): Comparison {
  const side = (label: string, at: string, more = {}) => ({
    label,
    release: null,
    commit: null,
    runs: [releaseRun('a', { recordings: [recording({ recordedAt: at, runId: at })], ...more })],
  })
  return compareReleases(side('base', '2026-01-01T00:00:00.000Z'), side('head', recordedAt, facts))
}

function found(comparison: Comparison) {
  return {
    count: comparison.unreplayed,
    terminal: unreplayedRuns(comparison).length,
    page: comparison.runs.filter((run) => groundOf(run) === 'unreplayed').length,
    gate: judgeGate(comparison, ['unreplayed']).rules[0]!.failures.length,
  }
}

const ONE = { count: 1, terminal: 1, page: 1, gate: 1 }

test('terminal, page and gate agree on a run that the tests of the head left out', () => {
  const comparison = compare('2026-02-01T00:00:00.000Z', { isUnreported: true })
  expect(comparison.runs[0]!.unreplayed).toBe('left_out')
  expect(found(comparison)).toEqual(ONE)
})

test('terminal, page and gate agree on a recording that nothing replayed', () => {
  const comparison = compare('2026-01-01T00:00:00.000Z')
  expect(comparison.runs[0]!.unreplayed).toBe('same_recording')
  expect(found(comparison)).toEqual(ONE)
})

test('a run that was recorded anew is known', () => {
  const comparison = compare('2026-02-01T00:00:00.000Z')
  expect(comparison.runs[0]!.unreplayed).toBeNull()
  expect(found(comparison)).toEqual({ count: 0, terminal: 0, page: 0, gate: 0 })
})

test('no sentence decides: reasons may read otherwise', () => {
  const comparison = compare('2026-02-01T00:00:00.000Z', { isUnreported: true })
  const runs = comparison.runs.map((run) => ({ ...run, reasons: ['worded otherwise'] }))
  expect(found({ ...comparison, runs })).toEqual(ONE)
})

test('a comparison without the field is read by its evidence', () => {
  const comparison = compare('2026-01-01T00:00:00.000Z')
  const runs = comparison.runs.map(({ unreplayed: _unreplayed, ...run }) => run)
  expect(found({ ...comparison, runs })).toEqual(ONE)
})
