import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { largeComparison } from '../../fixtures/reports/releases.ts'
import { buildReport } from '../report/build-report.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
/** On a quiet machine with two cores a quarter of it is enough; here other test files run beside this one. */
const SLACK = 4

test('10,000 compared runs: there at once, filtered at once, each within reach', async () => {
  const comparison = largeComparison(10_000)
  const { page, file, complaints } = await openPage([{ ...buildReport([]), comparison }])
  const size = statSync(file).size
  expect(size).toBeLessThan(15 * 1024 * 1024)
  await page.locator('.totals').waitFor()
  const shown = await page.evaluate(
    () => performance.getEntriesByName('comparison-shown')[0]!.startTime,
  )
  await page.keyboard.press('/')
  const filters = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('[data-search]')!
    const times: number[] = []
    for (const text of ['r', 're', 'refund', 'budget 99', 'nothing', '']) {
      const start = performance.now()
      field.value = text
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await new Promise(requestAnimationFrame)
      document.body.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return times
  })
  expect(await page.locator('.run-row').count()).toBeLessThan(60)
  await page.getByLabel('Verdict').selectOption('missing')
  const [status] = await page.getByRole('status').allInnerTexts()
  expect(status).toMatch(/^4\d\d of 10,000 runs, worst first$/)
  const start = Date.now()
  await page.evaluate(() => void (location.hash = '#/compare/c-9'))
  await page.locator('.cause').waitFor()
  const opened = Date.now() - start
  console.log(
    `${(size / 1024 / 1024).toFixed(1)} MiB; first view ${Math.round(shown)} ms, slowest filter ${Math.round(Math.max(...filters))} ms, opening a run ${opened} ms`,
  )
  expect(await page.locator('h1').innerText()).toContain(' 9')
  expect(shown).toBeLessThan(1000 * SLACK)
  expect(Math.max(...filters)).toBeLessThan(100 * SLACK)
  expect(complaints).toEqual([])
})

test('an export reads the differences of all runs that are shown', async () => {
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
    toolsAdded: 'askForPhoto askForPhoto',
    toolsRemoved: 'refundOrder',
    divergences: 5,
  })
})
