import { readFileSync, statSync } from 'node:fs'
import { expect } from 'vitest'
import { largeComparison } from '../../fixtures/reports/releases.ts'
import { buildReport } from '../report/build-report.ts'
import { wholeTest } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'
import { searchFor } from './search-and-scroll.ts'

const openPage = useBrowser()
const RUNS = 10_000

wholeTest(`${RUNS} compared runs: small, filtered, each within reach`, async () => {
  const comparison = largeComparison(RUNS)
  const { page, file, complaints } = await openPage([{ ...buildReport([]), comparison }])
  expect(statSync(file).size).toBeLessThan((15 * 1024 * 1024 * RUNS) / 10_000)
  await page.locator('.totals').waitFor()
  await page.keyboard.press('/')
  await searchFor(page, ['r', 're', 'refund', 'budget 99', 'nothing', ''])
  expect(await page.locator('.run-row').count()).toBeLessThan(60)
  await page.getByLabel('Verdict').selectOption('missing')
  const missing = comparison.runs.filter(({ verdict }) => verdict === 'missing').length
  expect(missing).toBeGreaterThan(100)
  const [status] = await page.getByRole('status').allInnerTexts()
  expect(status).toBe(`${missing} of ${RUNS.toLocaleString('en')} runs, worst first`)
  await goTo(page, '#/compare/c-9')
  await page.locator('.cause').first().waitFor()
  expect(await page.locator('h1').innerText()).toContain(' 9')
  expect(complaints).toEqual([])
})

wholeTest('an export reads the differences of all runs that are shown', async () => {
  const comparison = largeComparison(3000)
  const { page } = await openPage([{ ...buildReport([]), comparison }], {
    hash: '#/compare?verdict=regressed',
    layout: 'folder',
  })
  await page.getByRole('button', { name: 'Export' }).click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /compared runs as JSONL/ }).click(),
  ])
  const lines = readFileSync(await saved.path(), 'utf8')
    .trimEnd()
    .split('\n')
  const regressed = comparison.runs.filter(({ verdict }) => verdict === 'regressed')
  expect(lines).toHaveLength(regressed.length)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    toolsAdded: 'askForPhoto askForPhoto askForPhoto',
    toolsRemoved: 'refundOrder',
    divergences: 9,
  })
})
