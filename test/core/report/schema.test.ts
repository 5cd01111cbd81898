import { expect, test } from 'vitest'
import { ReplayReportSchema } from '../../../src/report.ts'
import { buildAction, buildReport, buildRun } from '../../report/build-report.ts'

test('a report is valid', () => {
  const report = buildReport([buildRun({ actions: [buildAction()] })])
  expect(ReplayReportSchema.parse(report)).toEqual(report)
})

test('what the schema does not know is refused', () => {
  const report = { ...buildReport([]), extra: 1 }
  expect(ReplayReportSchema.safeParse(report).success).toBe(false)
})
