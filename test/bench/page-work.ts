import type { Browser, Page } from 'playwright-core'
import { largeReport, longRun } from '../../fixtures/reports/large.ts'
import { largeComparison } from '../../fixtures/reports/releases.ts'
import type { ReplayReport } from '../../src/core/report/schema.ts'
import { writePage } from '../../src/node/render/page/write-page.ts'
import { launchChromium } from '../page/chromium.ts'
import { scrollThrough, searchFor } from '../page/search-and-scroll.ts'
import { buildReport } from '../report/build-report.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

/** Opens large reports in a browser, and answers how long it took until they were shown, searched and scrolled, in ms. */
export async function pageWork(folder: string, shell: string) {
  const browser = await launchChromium()
  try {
    const runs = await openReport(browser, shell, `${folder}/runs`, largeReport(1000, 50, NOW))
    await runs.locator('.run-link').first().waitFor()
    const shown = await markOf(runs, 'runs-shown')
    const search = Math.max(
      ...(await searchFor(runs, ['r', 're', 'refund', 'run 99', 'nothing', ''])),
    )
    const opened = await timeOf(runs, '#/run/r-777/telemetry?action=49', '.inspector')

    const comparison = { ...buildReport([]), comparison: largeComparison(10_000) }
    const compared = await openReport(browser, shell, `${folder}/compared`, comparison)
    await compared.locator('.totals').waitFor()
    const comparedShown = await markOf(compared, 'comparison-shown')
    await compared.keyboard.press('/')
    const comparedSearch = Math.max(
      ...(await searchFor(compared, ['r', 're', 'refund', 'budget 99', 'nothing', ''])),
    )

    const long = await openReport(browser, shell, `${folder}/long`, longRun(100_000, NOW))
    await long.evaluate(() => void (location.hash = '#/run/r-long/telemetry'))
    await long.locator('.action').first().waitFor({ timeout: 60_000 })
    const frames = await scrollThrough(long)
    return {
      shown,
      search,
      opened,
      comparedShown,
      comparedSearch,
      frame: frames[60]!,
      slowFrame: frames[113]!,
    }
  } finally {
    await browser.close()
  }
}

async function openReport(
  browser: Browser,
  shell: string,
  folder: string,
  report: ReplayReport,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`file://${writePage(folder, shell, report, { layout: 'file' })}`)
  await page.locator('#main').waitFor()
  return page
}

function markOf(page: Page, name: string): Promise<number> {
  return page.evaluate((mark) => performance.getEntriesByName(mark)[0]!.startTime, name)
}

async function timeOf(page: Page, hash: string, selector: string): Promise<number> {
  const started = performance.now()
  await page.evaluate((to) => void (location.hash = to), hash)
  await page.locator(selector).waitFor()
  return performance.now() - started
}
