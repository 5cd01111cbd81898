import { expect, test } from 'vitest'
import { totalRuns } from '../../../src/core/report/totals.ts'
import { buildRun } from '../../report/build-report.ts'

test('the takes of a run count as one run, and what they cost adds up', () => {
  const first = buildRun({ mode: 'record' })
  const take = (number: number, change: Partial<typeof first> = {}) =>
    buildRun({ mode: 'record', runId: `r-1.take-${number}`, take: number, ...change })
  expect(totalRuns([first, take(2), take(3)])).toMatchObject({
    runs: 1,
    passed: 1,
    failed: 0,
    originalCostUsd: expect.closeTo(3 * 0.0123) as number,
  })
  // Whose further take fails has not passed.
  expect(
    totalRuns([first, take(2, { status: 'failed' }), buildRun({ runId: 'r-2' })]),
  ).toMatchObject({ runs: 2, passed: 1, failed: 1 })
  // The same id in another file or project is another run.
  const elsewhere = { test: { file: 'b.test.ts', fullName: 'refunds an order' } }
  expect(totalRuns([first, take(2, elsewhere), take(2, { project: 'p' })]).runs).toBe(3)
  expect(totalRuns([take(2, { originalCostUsd: null }), first]).originalCostUsd).toBeNull()
})
