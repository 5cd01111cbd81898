import { expect, test } from 'vitest'
import { releaseComparison } from '../../../fixtures/reports/releases.ts'
import { comparedRows } from '../../../src/core/report/compared-rows.ts'
import { toCsv } from '../../../src/core/words/csv.ts'
import { buildComparison } from '../comparison/build-comparison.ts'
import { recordedAnew } from '../comparison/build-sides.ts'
import { REFUND } from '../comparison/full-comparison.ts'
import { wholeTest } from '../../table-size.ts'

wholeTest('every run has the same columns, whichever sides it is on', () => {
  const rows = comparedRows(releaseComparison().runs)
  const columns = rows.map((row) => Object.keys(row).join())
  expect(new Set(columns).size).toBe(1)
  const missing = rows.find(({ verdict }) => verdict === 'missing')!
  expect(missing).toMatchObject({
    evidence: null,
    baseStopReason: 'success',
    baseCostUsd: 0.0124,
    headStopReason: null,
    headCostUsd: null,
  })
})

test('a spreadsheet runs nothing of a comparison', () => {
  const { runs } = buildComparison([
    recordedAnew('=HYPERLINK("https://evil.example")', REFUND, {
      ...REFUND,
      calls: [{ name: '+cmd' }],
    }),
  ])
  const csv = toCsv(comparedRows(runs.map((run) => ({ ...run, reasons: ['@SUM(1)', 'second'] }))))
  expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect(csv).toContain(",'@SUM(1); second,")
  expect(csv).toContain(",'+cmd,")
})
