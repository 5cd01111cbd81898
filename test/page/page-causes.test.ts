import { expect, test } from 'vitest'
import { divergence } from '../../fixtures/reports/divergence.ts'
import { troubledReport } from '../../fixtures/reports/troubled.ts'
import { reportCauses } from '../../src/core/words/diagnosis/find-causes.ts'
import { collectRuns } from '../../src/page/report/loaded-run.ts'
import { collectCauses } from '../../src/page/report/page-causes.ts'

test('a failure is shown with its diagnosis also where the calls after it are missing', () => {
  const report = troubledReport(Date.parse('2026-11-20T12:00:00Z'))
  const crashed = report.runs.find(
    ({ diagnosis, finalOutput }) =>
      diagnosis && finalOutput.replayed && 'error' in finalOutput.replayed,
  )!
  const missing = divergence({
    kind: 'missing_action',
    cause: 'missing_call',
    note: 'it ended before',
  })
  const runs = [{ ...crashed, divergences: [missing] }]
  const read = {
    kind: 'whole' as const,
    report: { ...report, runs, causes: reportCauses(runs) },
    pieces: null,
  }
  const causes = collectCauses([read], collectRuns([read]))
  expect(causes).toMatchObject([{ kind: 'failure', diagnosis: crashed.diagnosis }])
})
