import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REPORT_FOLDER, writeReport } from '../../src/storage/report-file.ts'
import { buildReport } from '../report/build-report.ts'
import { temporaryFolder } from './temporary-folder.ts'

const report = buildReport([])

test('writes the report whole, over an older one', () => {
  const root = temporaryFolder()
  const file = writeReport(root, report)
  writeFileSync(file, 'old')
  writeReport(root, report)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(report)
  expect(readdirSync(join(root, REPORT_FOLDER))).toEqual(['report.json'])
})

test('says where it could not write', () => {
  const root = temporaryFolder()
  writeFileSync(join(root, REPORT_FOLDER), '')
  expect(() => writeReport(root, report)).toThrow(
    expect.objectContaining({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining(join(root, REPORT_FOLDER, 'report.json')) as string,
    }),
  )
})
