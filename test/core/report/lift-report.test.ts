import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { liftReport } from '../../../src/core/report/lift-report.ts'
import { parseReport } from '../../../src/core/report/parse-report.ts'
import { readPageReport } from '../../../src/page/report/read-report.ts'
import { buildReport, buildRun } from '../../report/build-report.ts'

const file = new URL('../../../fixtures/reports/version-1/report.json', import.meta.url)
const text = readFileSync(file, 'utf8')

test('a report of 0.1.0 is read, with its answers for changed requests as mismatched', () => {
  const report = parseReport(text, { file: 'report.json' })
  expect(report.runs.map(({ receipt }) => receipt.mismatched)).toEqual([3, 0])
  expect(report.totals.mismatched).toBe(3)
  const treatments = report.runs[0]!.actions.map(({ treatment }) => treatment)
  expect(treatments.filter((treatment) => treatment === 'mismatched')).toHaveLength(3)
  expect(JSON.stringify(report)).not.toContain('"anchored"')
})

test('what was given back from its recording has the outcome of what was recorded', () => {
  const { runs } = parseReport(text, { file: 'report.json' })
  const actions = runs.flatMap((run) => run.actions)
  expect(actions.map(({ outcome }) => outcome)).not.toContain('replayed')
  expect(actions.filter(({ replayed }) => replayed).length).toBeGreaterThan(0)
  const error = { name: 'TypeError', message: 'fetch failed' }
  const old = (part: object) => ({ outcome: 'replayed', error: null, ...part })
  const run = {
    actions: [old({ recorded: 0 }), old({ recorded: 3 }), old({ recorded: 9 }), old({ error })],
    recordedActions: [
      { index: 0, outcome: 'success' },
      { index: 3, outcome: 'error' },
    ],
  }
  liftReport({ runs: [run] })
  expect(run.actions).toMatchObject([
    { outcome: 'success', replayed: true },
    { outcome: 'error', replayed: true },
    { outcome: 'replayed', replayed: true },
    { outcome: 'error', replayed: true },
  ])
})

test('the page reads it like that as well', () => {
  expect(readPageReport(text)).toMatchObject({
    kind: 'whole',
    report: { totals: { mismatched: 3 }, runs: [{ receipt: { mismatched: 3 } }, {}] },
  })
})

test('a report of today and what is no report stay as they are', () => {
  const report = buildReport([buildRun({ status: 'failed' })])
  expect(liftReport(structuredClone(report))).toEqual(report)
  for (const value of [null, 1, [], {}, { runs: 1 }, { runs: [null, { receipt: 1, actions: 1 }] }])
    expect(liftReport(structuredClone(value))).toEqual(value)
})

test('the name of a replaced action stands without words', () => {
  const report = { runs: [{ divergences: [{ note: 'instead of lookup' }, { note: null }] }] }
  expect(liftReport(report)).toMatchObject({
    runs: [{ divergences: [{ note: 'lookup' }, { note: null }] }],
  })
})
