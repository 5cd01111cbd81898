import { expect, test } from 'vitest'
import { CollectedRuns } from '../../../src/node/runs/collected-runs.ts'
import { buildRun } from '../../report/build-report.ts'

const place = { project: '', moduleId: '/a.test.ts', testId: '1' }
const attempt = (number: number, status: 'passed' | 'failed') => ({
  run: buildRun({ runId: 'r', attempt: number, status }),
  contents: {},
})
const listed = (runs: CollectedRuns) => runs.list().map(({ run }) => [run.attempt, run.status])

test('of a test that is tried again the last attempt counts, until the test runs anew', () => {
  const runs = new CollectedRuns()
  runs.startRound()
  runs.add(attempt(0, 'failed'), place)
  runs.add(attempt(1, 'passed'), place)
  runs.add(attempt(0, 'failed'), place)
  expect(listed(runs)).toEqual([[1, 'passed']])
  runs.startRound()
  runs.add(attempt(0, 'failed'), place)
  expect(listed(runs)).toEqual([[0, 'failed']])
})

test('of a repeated test the worst repetition counts, until the test runs anew', () => {
  const runs = new CollectedRuns()
  const repeated = { expectedToFail: false, isWorstKept: true }
  runs.startRound()
  runs.add(attempt(0, 'failed'), place, repeated)
  runs.add(attempt(0, 'passed'), place, repeated)
  expect(listed(runs)).toEqual([[0, 'failed']])
  runs.startRound()
  runs.add(attempt(0, 'passed'), place, repeated)
  expect(listed(runs)).toEqual([[0, 'passed']])
})
