import { expect, test } from 'vitest'
import { digestRun } from '../../../src/core/report/split-report.ts'
import { buildAction, buildRun } from '../../report/build-report.ts'

test('an error that was replayed is not a success, and neither is an answer with an error status', () => {
  const actions = [
    buildAction(),
    buildAction({ index: 1, status: 401 }),
    buildAction({ index: 2, outcome: 'error', error: { name: 'TypeError', message: 'failed' } }),
    buildAction({ index: 3, outcome: 'blocked', replayed: false }),
  ]
  expect(digestRun(buildRun({ actions }))).toMatchObject({ actions: 4, good: 1 })
})
