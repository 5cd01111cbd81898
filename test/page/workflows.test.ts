import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { comparedReport } from '../../fixtures/reports/releases.ts'
import { troubledReport } from '../../fixtures/reports/troubled.ts'
import { wholeTest } from '../table-size.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()
const report = troubledReport(NOW)

/** Clicks like a reader, and counts: what a reader does not see cannot be clicked. */
function reader() {
  let clicks = 0
  return {
    async click(target: Locator) {
      await target.click()
      clicks++
    },
    count: () => clicks,
  }
}

const cause = (page: Page, title: RegExp | string) =>
  page.locator('.page-causes > .cause', { has: page.getByRole('heading', { name: title }) })

test('a failed run: from the first screen to the cause in at most one click, for each kind of failure', async () => {
  const cases: ReadonlyArray<readonly [RegExp, RegExp]> = [
    [
      /^The tools offered to the model changed/,
      /limit: 10[^]*limit: 20[^]*npx vitest run test\/clerk/,
    ],
    [/^Nothing listens/, /First error\s+action 1: findOrder[^]*Remedy/],
    [
      /^over budget/,
      /over budget: actions 3, at most 2 allowed[^]*keeps to two calls[^]*npx vitest run/,
    ],
    [/^determinism 75/, /greets alike at any hour/],
  ]
  for (const [title, evidence] of cases) {
    const { page } = await openPage([report], { viewport: { width: 1440, height: 900 } })
    const { click, count } = reader()
    const found = cause(page, title)
    expect(await found.locator('h3').isVisible()).toBe(true)
    if (!(await found.evaluate((element: HTMLDetailsElement) => element.open)))
      await click(found.locator('summary').first())
    expect(await found.innerText()).toMatch(evidence)
    expect(count()).toBeLessThanOrEqual(1)
  }
})

test('a high cost: the most expensive runs in one click, the most expensive actions in two', async () => {
  const { page } = await openPage([report], { viewport: { width: 1440, height: 2000 } })
  const runs = reader()
  await runs.click(page.getByRole('button', { name: 'Cost' }))
  const costs = (await page.locator('.virtual-line .cell-cost').allTextContents()).map((text) =>
    Number(/\$([\d.]+)/.exec(text)?.[1] ?? -1),
  )
  expect(costs.slice(0, 5)).toEqual(costs.slice(0, 5).sort((a, b) => b - a))
  expect(runs.count()).toBe(1)

  const actions = reader()
  await actions.click(page.getByRole('link', { name: 'Actions' }))
  await actions.click(page.getByRole('button', { name: 'Most expensive' }))
  expect(await page.locator('.virtual-line.ledger-row').first().innerText()).toMatch(
    /llm[^]*\$0\.0031/,
  )
  expect(actions.count()).toBe(2)
})

test('determinism: from the run to the line that read the clock, and what to write instead, in one click', async () => {
  const { page } = await openPage([report], { viewport: { width: 1440, height: 3000 } })
  const { click, count } = reader()
  await click(page.locator('.run-link', { hasText: 'greets alike at any hour' }))
  const finding = page.locator('.finding')
  expect(await finding.innerText()).toMatch(/src\/clerk\.ts:8[^]*const now = input\.now/)
  expect(await page.locator('.score').innerText()).toMatch(/75 \/ 100\s+Moderately deterministic/)
  expect(count()).toBe(1)
})

wholeTest(
  'behaviour over time: releases one after another in one click, the runs that differ at once',
  async () => {
    const { page } = await openPage([comparedReport(NOW)], {
      hash: '#/',
      viewport: { width: 1440, height: 900 },
    })
    const { click, count } = reader()
    await click(page.getByRole('link', { name: 'History' }))
    await expect.poll(() => page.locator('.releases').innerText()).toMatch(/1\.4\.0/)
    expect(count()).toBe(1)
    const compare = reader()
    await compare.click(page.getByRole('link', { name: 'Compare' }))
    const worst = page.locator('.worst-runs')
    await worst.locator('li').first().waitFor()
    expect((await worst.boundingBox())!.y).toBeLessThan(900)
    expect(compare.count()).toBe(1)
  },
)

test('export: the failed runs as CSV in three clicks', async () => {
  const { page } = await openPage([report], { viewport: { width: 1440, height: 900 } })
  const { click, count } = reader()
  await click(page.getByRole('button', { name: 'Failed 9' }))
  await click(page.getByRole('button', { name: 'Export' }))
  const saving = page.waitForEvent('download')
  await click(page.getByRole('menuitem', { name: '9 runs as CSV' }))
  const lines = readFileSync(await (await saving).path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(10)
  expect(count()).toBe(3)
})
