import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { largeReport, longRun } from '../../fixtures/reports/large.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()
/** On a quiet machine with two cores a quarter of it is enough; here other test files run beside this one. */
const SLACK = 4

test('1,000 runs of 50 actions: small, there at once, filtered at once, each run within reach', async () => {
  const { page, file, complaints } = await openPage([largeReport(1000, 50, NOW)])
  expect(statSync(file).size).toBeLessThan(15 * 1024 * 1024)
  await page.locator('.run-link').first().waitFor()
  const shown = await page.evaluate(() => performance.getEntriesByName('runs-shown')[0]!.startTime)
  const filters = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('[data-search]')!
    const times: number[] = []
    for (const text of ['r', 're', 'refund', 'run 99', 'nothing', '']) {
      const start = performance.now()
      field.value = text
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await new Promise(requestAnimationFrame)
      document.body.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return Math.max(...times)
  })
  const start = Date.now()
  await page.evaluate(() => void (location.hash = '#/run/r-777/telemetry?action=49'))
  await page.locator('.inspector').waitFor()
  const opened = Date.now() - start
  console.log(
    `first view ${Math.round(shown)} ms, slowest filter ${Math.round(filters)} ms, opening a run ${opened} ms`,
  )
  expect(await page.locator('h1').textContent()).toContain('run 777')
  expect(await page.locator('.inspector').innerText()).toContain('A-777-49')
  expect(shown).toBeLessThan(1000 * SLACK)
  expect(filters).toBeLessThan(100 * SLACK)
  expect(complaints).toEqual([])
})

test('100,000 actions in one run scroll without jank', async () => {
  const { page } = await openPage([longRun(100_000, NOW)], { hash: '#/run/r-long/telemetry' })
  await page.locator('.action').first().waitFor({ timeout: 30_000 })
  const frames = await page.evaluate(async () => {
    const scroller = document.querySelector('.scroller')!
    const times: number[] = []
    let last = performance.now()
    for (let step = 0; step < 120; step++) {
      scroller.scrollTop += step % 20 === 19 ? 400_000 : 700
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    return times.sort((a, b) => a - b)
  })
  const [median, worst] = [frames[60]!, frames[113]!]
  console.log(
    `frames while scrolling: median ${median.toFixed(1)} ms, 95 of 100 within ${worst.toFixed(1)} ms`,
  )
  expect(await page.locator('.action').count()).toBeLessThan(120)
  expect(median).toBeLessThan(34 * SLACK)
  expect(worst).toBeLessThan(50 * SLACK)
  await page
    .locator('.scroller')
    .evaluate((element) => void (element.scrollTop = element.scrollHeight))
  await page.getByText('99999').first().waitFor()
})
