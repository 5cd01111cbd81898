import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { troubledReport } from '../../fixtures/reports/troubled.ts'
import type { ReplayReport } from '../../src/core/report/schema.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const report = troubledReport(Date.now())

const causes = (page: Page) => page.locator('.page-causes > .cause')
const names = (page: Page) => page.locator('.run-link').allTextContents()

test.each(['file', 'folder'] as const)(
  'each cause stands once on top, with its difference, its code, its runs and one command: layout %s',
  async (layout) => {
    const { page, complaints } = await openPage([report], { layout })
    const titles = await causes(page).locator('h3').allTextContents()
    expect(titles).toEqual([
      'The tools offered to the model changed',
      'Nothing listens at the address: findOrder, Error: connect ECONNREFUSED 10.0.0.7:5432',
      'No answer came in time: chat gpt-4o, after 4800 ms',
      'The system prompt changed: policy',
      'A call was made that is not in the recording',
      'over budget: actions 3, at most 2 allowed; usd 0.0062, at most 0.005 allowed',
      'determinism 75, at least 90 wanted',
    ])
    const first = causes(page).first()
    expect(await first.locator('.code-frame [aria-current]').innerText()).toContain(
      'return findOrder({ id, currency',
    )
    expect(await first.locator('.diff').innerText()).toContain('limit: 20')
    expect(await first.locator('.broken-runs a').allTextContents()).toEqual([
      'states the price',
      'states the price in EUR',
      'run 2 of many',
      'run 10 of many',
    ])
    expect(await first.locator('.command code').textContent()).toBe(
      'npx vitest run test/clerk.test.ts',
    )
    expect(complaints).toEqual([])
  },
)

test('a report without causes of its own has them found by the page', async () => {
  const { causes: _causes, ...old } = report
  const { page } = await openPage([old as ReplayReport])
  expect(await causes(page).locator('h3').first().textContent()).toBe(
    'The tools offered to the model changed',
  )
})

test('a row says why its run failed', async () => {
  const { page } = await openPage([report])
  await page.setViewportSize({ width: 1280, height: 3000 })
  const failed = page.locator('.run-row:has(.why)')
  await expect.poll(() => failed.count()).toBe(10)
  const why = Object.fromEntries(
    await failed.evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('.run-link')!.textContent,
        row.querySelector('.why')!.textContent,
      ]),
    ),
  ) as Record<string, string>
  expect(why['states the price']).toBe('diverged The tools offered to the model changed')
  expect(why['survives a broken order service']).toBe(
    'crashed Nothing listens at the address: findOrder, Error: connect ECONNREFUSED 10.0.0.7:5432',
  )
  expect(why['keeps to two calls']).toMatch(/^over budget over budget: actions 3/)
  expect(why['greets alike at any hour']).toBe(
    'not deterministic determinism 75, at least 90 wanted',
  )
  expect(why['ends within its time']).toMatch(/^cut off No answer came in time: chat gpt-4o/)
  expect(why['asks for the invoice when there is none']).toMatch(
    /diverged A call was made that is not in the recording, blocked call/,
  )
})

test('a chip shows the runs of one status with one click, and tells how many there are', async () => {
  const { page } = await openPage([report])
  const chips = page.getByRole('group', { name: 'Status' }).getByRole('button')
  expect(await chips.allTextContents()).toEqual([
    'All 18',
    'Failed 9',
    'Interrupted 1',
    'Needs attention 10',
    'Passed 8',
  ])
  await page.getByRole('button', { name: 'Interrupted 1' }).click()
  expect(await names(page)).toEqual(['ends within its time'])
  expect(await causes(page).count()).toBe(1)
  await page.getByRole('button', { name: 'Interrupted 1' }).click()
  expect(await causes(page).count()).toBe(7)
})

test('runs are grouped by file or by cause, those with failures first, names in natural order', async () => {
  const { page } = await openPage([report], { hash: '#/?sort=name' })
  await page.setViewportSize({ width: 1280, height: 4000 })
  await page.getByLabel('Group by').selectOption('file')
  const headings = page.locator('.run-heading')
  await expect
    .poll(() => headings.allTextContents())
    .toEqual(['test/clerk.test.ts: 8 runs', 'test/support-agent.test.ts: 10 runs'])
  await expect.poll(() => names(page)).toHaveLength(18)
  const sorted = await names(page)
  expect(sorted.indexOf('run 2 of many')).toBeLessThan(sorted.indexOf('run 10 of many'))
  await page.getByLabel('Group by').selectOption('cause')
  expect((await headings.allTextContents())[0]).toBe(
    'The tools offered to the model changed: 4 runs',
  )
  await expect.poll(async () => (await headings.allTextContents()).at(-1)).toBe('No cause: 8 runs')
})

test('keys lead from failure to failure; the title and the focus follow', async () => {
  const { page } = await openPage([report])
  await page.keyboard.press('n')
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await expect.poll(focused).toBe('states the price')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'states the price', exact: true }).waitFor()
  await expect.poll(() => page.title()).toBe('failed: states the price \u00b7 vitest-replay')
  expect(await focused()).toBe('states the price')
  await page.keyboard.press('n')
  await page.getByRole('heading', { level: 1, name: 'states the price in EUR' }).waitFor()
  expect(await page.locator('.neighbours').innerText()).toContain('failure 2 of 10')
  await page.keyboard.press('p')
  await page.getByRole('heading', { level: 1, name: 'states the price', exact: true }).waitFor()
})

test('the way back leads to where the list was left', async () => {
  const { page } = await openPage([report])
  const link = page.getByRole('table').getByRole('link', { name: 'keeps to two calls' })
  await link.scrollIntoViewIfNeeded()
  const before = await page.evaluate(() => scrollY)
  expect(before).toBeGreaterThan(200)
  await link.click()
  await page.getByRole('heading', { level: 1, name: 'keeps to two calls' }).waitFor()
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.goBack()
  await page.waitForFunction(() => document.activeElement?.textContent === 'keeps to two calls')
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before)
})

test('Escape leaves no filter behind that is not seen', async () => {
  const { page } = await openPage([report])
  await page.keyboard.press('/')
  await page.keyboard.type('EUR')
  expect(await names(page)).toEqual(['states the price in EUR'])
  await page.keyboard.press('Escape')
  expect(await page.getByLabel('Search runs').inputValue()).toBe('')
  expect((await names(page)).length).toBeGreaterThan(3)
  await page.getByLabel('Tag').selectOption('billing')
  expect(await names(page)).toHaveLength(1)
  await page.locator('body').click({ position: { x: 3, y: 3 } })
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('Escape')
  expect((await names(page)).length).toBeGreaterThan(3)
  await page.setViewportSize({ width: 400, height: 860 })
  await goTo(page, '#/?tag=billing')
  await page.getByRole('button', { name: 'Filters (1)' }).waitFor()
})

test('a crash is diagnosed on the page of its run', async () => {
  const { page } = await openPage([report], { hash: '#/run/r-survives-a-broken/telemetry' })
  const diagnosis = page.locator('.diagnosis')
  expect(await diagnosis.getByRole('heading').textContent()).toBe(
    'Nothing listens at the address: findOrder, Error: connect ECONNREFUSED 10.0.0.7:5432',
  )
  const text = await diagnosis.innerText()
  expect(text).toMatch(/First error\s+action 1: findOrder/)
  expect(text).toMatch(/Decided by\s+action 0: chat gpt-4o/)
  expect(text).toMatch(/Remedy\s+\S/)
  await diagnosis.getByText('hypotheses').click()
  expect(await diagnosis.locator('li').count()).toBeGreaterThan(0)
  await diagnosis.getByRole('link', { name: 'action 0: chat gpt-4o' }).first().click()
  await expect.poll(() => page.locator('.inspector h2').innerText()).toContain('0 chat gpt-4o')
})

test('a cause is copied as a prompt for a coding agent', async () => {
  const { page } = await openPage([report])
  await page.evaluate(() => {
    const copied: string[] = []
    Object.assign(globalThis, { copied })
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    })
  })
  await causes(page).first().getByRole('button', { name: 'Copy as prompt' }).click()
  const copied = () => page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied)
  await expect.poll(copied).toHaveLength(1)
  const [prompt] = await copied()
  expect(prompt).toContain('Cause: The tools offered to the model changed\n')
  expect(prompt).toContain('Place: src/clerk.ts:23\n')
  expect(prompt).toContain("23 |   return findOrder({ id, currency, at: '2026-11-20' })")
  expect(prompt).toContain('+   "limit": 20,')
  expect(prompt).toContain('- clerk > states the price (test/clerk.test.ts)')
  expect(prompt).toMatch(/npx vitest run test\/clerk\.test\.ts$/)
})
