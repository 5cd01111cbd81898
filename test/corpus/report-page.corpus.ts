import { expect, test } from 'vitest'
import { ReplayReportSchema } from '../../src/core/report/schema.ts'
import { useBrowser } from '../page/open-page.ts'
import { tableSize } from '../table-size.ts'
import { trajectoryReport } from './report/trajectory-report.ts'

const openPage = useBrowser()
const EVERY = tableSize({ sample: 30, whole: 6 })

test('the page shows the runs of other people', async () => {
  const report = await trajectoryReport(process.env['VITEST_REPLAY_CORPUS']!, Date.now())
  ReplayReportSchema.parse(report)
  expect(report.runs.length).toBeGreaterThanOrEqual(300)
  const { page, complaints, requests } = await openPage([report])
  const runs = page.getByRole('table', { name: 'Runs' })
  await runs.waitFor()
  expect(Number(await runs.getAttribute('aria-rowcount'))).toBeGreaterThanOrEqual(300)

  // A view takes some 50 ms: a part of the runs stands for all.
  for (const { runId } of report.runs.filter((_, index) => index % EVERY === 1)) {
    for (const view of ['telemetry', 'telemetry?view=conversation', 'simulation']) {
      await page.evaluate((hash) => void (location.hash = hash), `#/run/${runId}/${view}`)
      await page.locator(view === 'simulation' ? '.positions' : '.actions').waitFor()
    }
  }
  const table = report.runs.map(({ agent, status }) => `${agent} ${status}`)
  const counts = [...new Set(table)].map(
    (key) => `${key}: ${table.filter((other) => other === key).length}`,
  )
  console.log(`the page showed ${report.runs.length} runs (${counts.join(', ')})`)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
})
