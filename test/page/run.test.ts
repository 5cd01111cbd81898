import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { supportAgentReport } from '../../fixtures/reports/support-agent.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const report = supportAgentReport(Date.now())
const FAILING = '#/run/r-refunds-an-order'

test('the first cause stands on top with its difference, its consequences folded under it', async () => {
  const { page, complaints } = await openPage([report])
  await page.locator('.run-link', { hasText: 'refunds an order that arrived broken' }).click()
  // The list, which is there for a moment more, has causes of its own.
  const cause = page.getByRole('region', { name: 'First causes' }).locator('.cause')
  await cause.first().waitFor()
  expect(await cause.count()).toBe(1)
  expect(await cause.getByRole('heading').textContent()).toBe('The system prompt changed: policy')
  expect(await cause.locator('.cause-place').innerText()).toContain('src/prompt.ts:4')
  expect(await cause.locator('.diff-removed .diff-text').textContent()).toBe(
    'recorded: Refund orders that arrived broken, up to 100 USD, without asking for a photo.',
  )
  expect(await cause.locator('.diff-removed mark').allTextContents()).toContain('100')
  expect(await cause.locator('.diff-added mark').allTextContents()).toContain('50')
  const folded = cause.locator('.consequences')
  expect(await folded.locator('summary').textContent()).toBe('followed by 3 consequences')
  expect(await folded.locator('li').first().isVisible()).toBe(false)
  await folded.locator('summary').click()
  expect(await folded.locator('li').count()).toBe(3)
  expect(complaints).toEqual([])
})

test('recorded stands beside replayed, position by position', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/simulation` })
  const rows = page.locator('.positions .virtual-line')
  await expect.poll(() => rows.count()).toBe(8)
  const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))
  expect(texts).toHaveLength(8)
  expect(texts[0]).toMatch(/^1 llm gpt-4o .*input differs gpt-4o/)
  expect(texts[1]).toMatch(/^2 tool findOrder .*same findOrder/)
  expect(texts[2]).toContain('input differs, follows from 1')
  expect(texts[7]).toMatch(/final output same/)
  await page.getByLabel('Only what differs').check()
  const left = await rows.allInnerTexts()
  expect(left.map((text) => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^1 llm/),
    '3 consequences of position 1',
  ])
  await page.getByRole('button', { name: '3 consequences' }).click()
  expect(await rows.count()).toBe(4)
})

test('what was tolerated and what was blocked is not hidden', async () => {
  const { page } = await openPage([report], { hash: '#/run/r-asks-for-the/simulation' })
  const notices = page.locator('.notice')
  await notices.nth(1).locator('summary').click()
  expect(await notices.nth(0).innerText()).toMatch(
    /1 call blocked\s+GET https:\/\/billing\.example/,
  )
  expect(await notices.nth(1).innerText()).toMatch(/1 difference tolerated/)
  expect(await notices.nth(1).innerText()).toContain('2026-11-13')
  await notices.nth(2).locator('summary').click()
  expect(await notices.nth(2).innerText()).toMatch(/1 generated value renamed[^]*s-71[^]*s-90/)
  await notices.nth(3).locator('summary').click()
  expect(await notices.nth(3).innerText()).toMatch(/ignore \$\.user changed nothing/)
})

test('the inspector shows an action in full, and its address leads back to it', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/telemetry?action=2` })
  const inspector = page.locator('.inspector')
  expect(await inspector.locator('h2').innerText()).toMatch(/2 chat gpt-4o/)
  const text = await inspector.innerText()
  expect(text).toContain('answered with what was recorded for a different request')
  expect(text).toContain('Asked in this run')
  expect(text).toContain('findPolicy')
  expect(text).toContain('src/support-agent.ts:31')
  await page.getByRole('option', { name: /refundOrder/ }).click()
  await expect.poll(() => page.url()).toContain('action=5')
  expect(await inspector.innerText()).toContain('R-2210')
})

test('actions are searched by what was asked and answered, filtered by outcome, and expanded', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/telemetry` })
  const actions = page.locator('.action')
  await expect.poll(() => actions.count()).toBe(7)
  await page.getByLabel('Search actions').fill('R-2210')
  expect(await actions.count()).toBeLessThan(4)
  expect(await actions.count()).toBeGreaterThan(0)
  await page.getByLabel('Search actions').fill('')
  await page.getByLabel('Outcome').selectOption('mismatched')
  expect(await actions.count()).toBe(4)
  await page.getByLabel('Outcome').selectOption('error')
  expect(await page.getByText('No action matches.').isVisible()).toBe(true)
  await page.getByLabel('Outcome').selectOption('')
  await page.getByRole('button', { name: 'Expand all' }).click()
  await expect.poll(() => page.locator('.preview').count()).toBe(14)
})

test('the conversation tells each message once', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/telemetry?view=conversation` })
  await page.setViewportSize({ width: 1280, height: 3000 })
  const turns = page.locator('.turn')
  await turns.nth(8).waitFor()
  const heads = await turns.locator('header b').allTextContents()
  expect(heads).toEqual([
    'System',
    'User',
    'Assistant',
    'Tool result',
    'Assistant',
    'Tool result',
    'Assistant',
    'Tool result',
    'Assistant',
  ])
  expect(await turns.nth(0).innerText()).toContain('ask for a photo first')
  await turns.nth(2).getByText('Reasoning').click()
  expect(await turns.nth(2).innerText()).toContain('I need the order before I can decide.')
  expect(await turns.nth(3).innerText()).toContain('findOrder')
})

test('determinism: score, band, and findings with what to do', async () => {
  const { page } = await openPage([report], { hash: '#/run/r-greets-by-the/determinism' })
  expect(await page.locator('.score').innerText()).toMatch(
    /62\.5 \/ 100\s+Low determinism over 3 replays/,
  )
  expect(await page.locator('.tiers [aria-current]').innerText()).toBe('50 to 69 Low determinism')
  const findings = await page.locator('.finding').allInnerTexts()
  expect(findings).toHaveLength(2)
  expect(findings[0]).toMatch(/high\s+timestamp/)
  expect(findings[0]).toContain('src/prompt.ts:12')
  expect(findings[0]).toContain('greetingAt(input.now)')
  expect(findings[1]).toContain('in the order in which they arrived')
})

test('the keys: tabs, search, help, moving, the command, and back', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/telemetry` })
  await page.locator('.actions').waitFor()
  await page.keyboard.press('s')
  await page.locator('.cause').waitFor()
  await page.keyboard.press('d')
  await page.locator('.determinism').waitFor()
  await page.keyboard.press('t')
  await page.locator('.actions').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.url()).toContain('action=2')
  await page.keyboard.press('/')
  await page.keyboard.type('sdt?')
  expect(await page.getByLabel('Search actions').inputValue()).toBe('sdt?')
  await page.getByLabel('Search actions').fill('')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.evaluate(() => {
    const copied: string[] = []
    Object.assign(globalThis, { copied })
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    })
  })
  await page.keyboard.press('r')
  await page.getByText('Copied the command that replays this run').waitFor()
  expect(await page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied)).toEqual(
    [
      'npx vitest run test/support-agent.test.ts -t "^support agent( >)? refunds an order that arrived broken$"',
    ],
  )
  await page.keyboard.press('Escape')
  await page.getByRole('table', { name: 'Runs' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('asks for the invoice when there is none')
  await page.keyboard.press('Enter')
  await page
    .getByRole('heading', { name: 'asks for the invoice when there is none', level: 1 })
    .waitFor()
  // The blocked call is what is looked at first.
  await page.keyboard.press('t')
  expect(await page.locator('.inspector h2').innerText()).toContain('billing.example.com')
})

test('the actions that are shown are saved', async () => {
  const { page } = await openPage([report], { hash: `${FAILING}/telemetry` })
  await page.getByLabel('Outcome').selectOption('mismatched')
  await page.getByRole('button', { name: 'Export' }).click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: '4 actions as CSV' }).click(),
  ])
  const lines = readFileSync(await saved.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[1]).toContain('chat gpt-4o')
})

test('an address that leads nowhere says so', async () => {
  const { page } = await openPage([report], { hash: '#/run/nobody/telemetry' })
  expect(await page.locator('main').innerText()).toContain('There is no run nobody')
})
