import { statSync } from 'node:fs'
import { expect } from 'vitest'
import { largeReport, longRun } from '../../fixtures/reports/large.ts'
import { wholeTest } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'
import { scrollThrough, searchFor } from './search-and-scroll.ts'

const openPage = useBrowser()
const NOW = Date.now()
const RUNS = 1000
const ACTIONS = 100_000

wholeTest(`${RUNS} runs of 50 actions: small, filtered, each run within reach`, async () => {
  const { page, file, complaints } = await openPage([largeReport(RUNS, 50, NOW)])
  expect(statSync(file).size).toBeLessThan((15 * 1024 * 1024 * RUNS) / 1000)
  await page.locator('.run-link').first().waitFor()
  await searchFor(page, ['r', 're', 'refund', 'run 99', 'nothing', ''])
  const last = RUNS - 23
  await goTo(page, `#/run/r-${last}/telemetry?action=49`)
  await page.locator('.inspector').waitFor()
  expect(await page.locator('h1').textContent()).toContain(`run ${last}`)
  expect(await page.locator('.inspector').innerText()).toContain(`A-${last}-49`)
  expect(complaints).toEqual([])
})

wholeTest(
  `of ${ACTIONS} actions in one run those in sight are drawn, down to the last`,
  async () => {
    const { page } = await openPage([longRun(ACTIONS, NOW)], { hash: '#/run/r-long/telemetry' })
    await page.locator('.action').first().waitFor()
    await scrollThrough(page)
    expect(await page.locator('.action').count()).toBeLessThan(120)
    await page
      .locator('.scroller')
      .evaluate((element) => void (element.scrollTop = element.scrollHeight))
    await page
      .getByText(String(ACTIONS - 1))
      .first()
      .waitFor()
  },
)
