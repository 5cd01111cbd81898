import { expect, test } from 'vitest'
import { compareSides } from '../../../../src/core/comparison/compare-sides.ts'
import { evaluateGate } from '../../../../src/core/comparison/gate/evaluate-gate.ts'
import type { ReleaseRun } from '../../../../src/core/comparison/runs/performed-run.ts'
import { recording, releaseRun, replay } from '../build-runs.ts'

const recorded = recording()
const kept = releaseRun('refunds', { recordings: [recorded], input: { order: 'A-17' } })
const left: ReleaseRun = { ...kept, isStored: true, isUnreported: true }
const unrecorded = (facts: Partial<ReleaseRun> = {}) =>
  releaseRun('refunds an order', {
    input: { order: 'A-17' },
    replay: replay({ recording: { recordedAt: null, release: null }, status: 'failed' }),
    ...facts,
  })

function verdicts(...head: ReleaseRun[]) {
  const side = { label: '', release: null, commit: null }
  const comparison = compareSides({ ...side, runs: [kept] }, { ...side, runs: head })
  const gate = evaluateGate(comparison, ['missing'])
  return { passed: gate.passed, of: comparison.runs.map(({ verdict }) => verdict) }
}

test('a test that was renamed without its cassette is missing', () => {
  expect(verdicts(left, unrecorded())).toEqual({ passed: false, of: ['missing', 'new'] })
})

test.each([
  ['the recording of a test that the report does not have', [left]],
  ['a new test with another input', [left, unrecorded({ input: { order: 'B-1' } })]],
  [
    'a new test of another file',
    [
      left,
      unrecorded({ identity: { project: '', file: 'b.test.ts', fullName: 'b', cassette: 'b' } }),
    ],
  ],
])('%s makes nothing missing', (_, head) => {
  expect(verdicts(...head).passed).toBe(true)
})
