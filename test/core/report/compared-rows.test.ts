import { expect, test } from 'vitest'
import { releaseComparison } from '../../../fixtures/reports/releases.ts'
import { comparedRows } from '../../../src/core/report/compared-rows.ts'
import { toCsv } from '../../../src/core/words/csv.ts'
import { buildRunComparison } from '../../report/build-comparison.ts'

test('every run has the same columns, whichever sides it is on', () => {
  const rows = comparedRows(releaseComparison().runs)
  const columns = rows.map((row) => Object.keys(row).join())
  expect(new Set(columns).size).toBe(1)
  const missing = rows.find(({ verdict }) => verdict === 'missing')!
  expect(missing).toMatchObject({
    evidence: null,
    baseStopReason: 'success',
    baseCostUsd: 0.0123,
    headStopReason: null,
    headCostUsd: null,
  })
})

test('a spreadsheet runs nothing of a comparison', () => {
  const csv = toCsv(
    comparedRows([
      buildRunComparison({
        name: '=HYPERLINK("https://evil.example")',
        reasons: ['@SUM(1)', 'second'],
        tools: [{ change: 'added', name: '+cmd' }],
      }),
    ]),
  )
  expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect(csv).toContain(",'@SUM(1); second,")
  expect(csv).toContain(",'+cmd,")
})
