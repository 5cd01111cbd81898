import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REPORT_VERSION, totalRuns } from '../../src/report.ts'
import { REPORT_FOLDER, writeReport } from '../../src/storage/report-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const report = {
  version: REPORT_VERSION,
  release: { id: null },
  totals: totalRuns([]),
  runs: [],
} as const

test('writes the report whole, over an older one', () => {
  const root = temporaryFolder()
  const file = writeReport(root, { ...report, runs: [] })
  writeFileSync(file, 'old')
  writeReport(root, { ...report, runs: [] })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(report)
  expect(readdirSync(join(root, REPORT_FOLDER))).toEqual(['report.json'])
})

test('says where it could not write', () => {
  const root = temporaryFolder()
  writeFileSync(join(root, REPORT_FOLDER), '')
  expect(() => writeReport(root, { ...report, runs: [] })).toThrow(
    expect.objectContaining({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining(join(root, REPORT_FOLDER, 'report.json')) as string,
    }),
  )
})
