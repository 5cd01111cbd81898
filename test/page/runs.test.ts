import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { supportAgentReport } from '../../fixtures/reports/support-agent.ts'
import { buildReport, buildRun } from '../report/build-report.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()
const report = supportAgentReport(NOW)

const names = (page: Page) => page.locator('.run-link').allTextContents()

test('it opens from disk, asks the network for nothing, and its policy finds nothing to forbid', async () => {
  const { page, complaints, requests } = await openPage([report])
  await page.getByRole('table', { name: 'Runs' }).waitFor()
  // Title and icon follow a frame later.
  await expect.poll(() => page.title()).toBe('2 of 10 failed \u00b7 vitest-replay')
  const icon = page.locator('link[rel=icon]')
  await expect.poll(() => icon.getAttribute('href')).toMatch(/^data:image\/svg\+xml,.*c4473a/)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
  const policy = await page
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute('content')
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; media-src data:/,
  )
  expect(policy).not.toContain('unsafe')
})

test('an address that changes while the page is drawn for the first time is followed', async () => {
  const { page } = await openPage([report])
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('#app > *')) return
      observer.disconnect()
      location.hash = '#/actions'
    }).observe(document, { childList: true, subtree: true })
  })
  await page.reload()
  await page.locator('.ledger-row').first().waitFor({ timeout: 20_000 })
})

test('what needs attention is on top, newest first', async () => {
  const { page } = await openPage([report])
  const headings = await page.locator('.run-heading').allTextContents()
  expect(headings).toEqual(['Needs attention: 2 runs', 'All is well: 8 runs'])
  expect((await names(page)).slice(0, 3)).toEqual([
    'refunds an order that arrived broken',
    'asks for the invoice when there is none',
    'greets by the time of day',
  ])
  const row = page.getByRole('row', { name: /refunds an order/ })
  expect(await row.innerText()).toContain('diverged The system prompt changed: policy')
  expect(await row.innerText()).toContain('0.5')
})

test('the filters narrow the list, stand in the address, and survive a reload', async () => {
  const { page } = await openPage([report])
  await page.getByRole('button', { name: 'Failed 2' }).click()
  expect(await names(page)).toHaveLength(2)
  await page.getByLabel('Tag').selectOption('billing')
  expect(await names(page)).toEqual(['asks for the invoice when there is none'])
  await expect.poll(() => page.url()).toContain('status=failed')
  await page.reload()
  await page.locator('.run-link').first().waitFor()
  expect(await names(page)).toEqual(['asks for the invoice when there is none'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  expect(await names(page)).toHaveLength(10)

  await page.getByLabel('Agent').fill('router')
  expect(await names(page)).toHaveLength(3)
  await page.getByLabel('Agent').fill('')
  await page.getByLabel('Search runs').fill('refund 30')
  expect(await names(page)).toEqual(['declines a refund after 30 days'])
  await page.getByLabel('Search runs').fill('')
  await page.getByRole('radio', { name: '24 h' }).check()
  expect(await names(page)).toHaveLength(5)
  await page.getByRole('radio', { name: 'All' }).check()
  await page.getByLabel('Minimum cost in US dollars').fill('0.015')
  // An unknown price passes no minimum.
  expect(await names(page)).toEqual([
    'answers in the language of the customer',
    'hands over to a person when asked',
    'keeps to the budget',
  ])
})

test('the search keeps the focus while somebody types', async () => {
  const { page } = await openPage([report])
  await page.keyboard.press('/')
  await page.keyboard.type('refund 30')
  expect(await page.getByLabel('Search runs').inputValue()).toBe('refund 30')
  expect(await names(page)).toEqual(['declines a refund after 30 days'])
})

test('a column sorts both ways, and what is unknown comes last', async () => {
  const { page } = await openPage([report])
  const costs = () => page.locator('.virtual-line .cell-cost').allTextContents()
  await page.getByRole('button', { name: 'Cost' }).click()
  expect((await costs()).at(-1)).toContain('unknown')
  expect((await costs())[0]).toContain('$0.022')
  await page.getByRole('button', { name: 'Cost' }).click()
  expect((await costs()).at(-1)).toContain('unknown')
  expect(await page.getByRole('columnheader', { name: 'Cost' }).getAttribute('aria-sort')).toBe(
    'ascending',
  )
})

test('further reports are opened beside this one', async () => {
  const { page } = await openPage([report, buildReport([buildRun({ name: 'of a second script' })])])
  await page.setViewportSize({ width: 1280, height: 3000 })
  await expect.poll(() => names(page)).toContain('of a second script')
  const third = buildReport([buildRun({ name: 'of a file', runId: 'r-refunds-an-order' })])
  await page.locator('input[data-open]').setInputFiles([
    {
      name: 'other.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(third)),
    },
    { name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"runs": 1}') },
  ])
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toBe(
    'Failed to open broken.json: it is not a report of vitest-replay.',
  )
  await expect.poll(() => names(page)).toContain('of a file')
  // Two runs of one id keep an address each.
  await page.getByRole('link', { name: 'of a file' }).click()
  await page.getByRole('heading', { name: 'of a file', level: 1 }).waitFor()
})

test('what the filters show is saved as CSV, JSON and JSON Lines', async () => {
  const { page } = await openPage([report], { hash: '#/?status=failed' })
  const save = async (label: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: label, exact: true }).click(),
    ])
    return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), 'utf8') }
  }
  const csv = await save('2 runs as CSV')
  expect(csv.name).toBe('vitest-replay-runs.csv')
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(3)
  expect(csv.text).toContain(
    'r-refunds-an-order,refunds an order that arrived broken,,test/support-agent.test.ts,',
  )
  const json = JSON.parse((await save('2 runs as JSON')).text) as Array<Record<string, unknown>>
  expect(json.map(({ matchRate }) => matchRate)).toEqual([0.5, 0.8])
  const actions = (await save('11 actions as JSONL')).text.trimEnd().split('\n')
  expect(actions).toHaveLength(11)
  expect(JSON.parse(actions.at(-1)!)).toMatchObject({
    outcome: 'blocked',
    sourceFile: 'src/invoices.ts',
    sourceLine: 19,
  })
})
