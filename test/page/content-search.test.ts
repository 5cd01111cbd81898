import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { troubledReport } from '../../fixtures/reports/troubled.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const report = troubledReport(Date.now())

test.each(['file', 'folder'] as const)(
  'what a tool answered is found over all runs, with its place: layout %s',
  async (layout) => {
    const { page, complaints } = await openPage([report], { layout })
    await page.setViewportSize({ width: 1280, height: 3000 })
    await page.getByLabel('Search runs').fill('teapot')
    await page.locator('.found').first().waitFor()
    const found = page.locator('.virtual-line', { has: page.locator('.found') })
    await expect.poll(() => found.count()).toBe(10)
    expect(await found.first().locator('.found').innerText()).toMatch(/^in action \d+: .*[Tt]eapot/)
    await found.first().locator('.run-link').click()
    await page.locator('.inspector').waitFor()
    expect(await page.locator('.inspector').innerText()).toMatch(/teapot/i)
    await page.goBack()
    await page.getByLabel('Search runs').fill('nobody ever said this')
    await page.getByText('No run matches these filters.').waitFor()
    expect(complaints).toEqual([])
  },
)

test.each(['file', 'folder'] as const)(
  'the ledger holds all actions of all runs: filtered, sorted, saved, each a click from its run: layout %s',
  async (layout) => {
    const { page, complaints } = await openPage([report], { hash: '#/', layout })
    await page.getByRole('link', { name: 'Actions' }).click()
    const rows = page.locator('.virtual-line.ledger-row')
    await rows.first().waitFor()
    const total = report.runs.reduce((sum, run) => sum + run.actions.length, 0)
    expect(await page.locator('.runs-top').innerText()).toContain(`${total} actions`)
    await page.getByRole('button', { name: 'Slowest' }).click()
    expect(await rows.first().innerText()).toMatch(
      /survives a broken order service[^]*findOrder[^]*error[^]*2\.1 s/,
    )
    await expect.poll(() => page.url()).toContain('sort=-duration')
    await page.getByRole('button', { name: 'Most expensive' }).click()
    expect(await rows.first().innerText()).toContain('$0.0031')
    await page.getByLabel('Outcome').selectOption('blocked')
    expect(await rows.count()).toBe(1)
    expect(await rows.first().innerText()).toContain('billing.example.com')
    await page.getByRole('button', { name: 'Export' }).click()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: '1 action as CSV' }).click(),
    ])
    expect(
      readFileSync(await saved.path(), 'utf8')
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(2)
    await rows.first().getByRole('link').click()
    expect(await page.locator('.inspector h2').innerText()).toContain('billing.example.com')
    expect(complaints).toEqual([])
  },
)
