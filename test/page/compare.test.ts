import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { comparedReport, releaseComparison } from '../../fixtures/reports/releases.ts'
import { supportAgentComparison } from '../../fixtures/reports/support-agent-comparison.ts'
import { supportAgentReport } from '../../fixtures/reports/support-agent.ts'
import { createReportServer } from '../../src/node/serve/report-server.ts'
import { buildComparison } from '../core/comparison/build-comparison.ts'
import { recordedAnew } from '../core/comparison/build-sides.ts'
import { REFUND as REFUND_RUN } from '../core/comparison/full-comparison.ts'
import { buildReport } from '../report/build-report.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()
const report = comparedReport(NOW)
const addressOf = (name: string) => {
  const { id } = releaseComparison().runs.find((run) => run.name === name)!
  return `#/compare/${id}`
}
const REFUND = addressOf('refunds an order that arrived broken')

const names = (page: Page) => page.locator('.run-link').allTextContents()
const row = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('row', { name: new RegExp(`^${name}`) })
const textOf = async (found: ReturnType<typeof row>) =>
  (await found.innerText()).replace(/\s+/g, ' ')

test('the view stands beside the runs where a report holds a comparison, and only there', async () => {
  const { page, complaints, requests } = await openPage([report])
  // It is what the page opens with; the runs are a step away, and the way back.
  await page.locator('h1', { hasText: '1.4.0' }).waitFor()
  const views = page.getByRole('navigation', { name: 'Views' }).getByRole('link')
  expect(await views.allTextContents()).toEqual(['Runs', 'Actions', 'Compare', 'History'])
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('table', { name: 'Runs', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect.poll(() => page.locator('h1').innerText()).toMatch(/^1\.3\.0 .*1\.4\.0$/s)
  const link = page.getByRole('link', { name: 'Compare' })
  await expect.poll(() => link.getAttribute('aria-current')).toBe('page')
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
  const { page: without } = await openPage([supportAgentReport(NOW)])
  expect(
    await without.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents(),
  ).toEqual(['Runs', 'Actions'])
  await goTo(without, '#/compare')
  await without.getByText('No report that is open holds a comparison.').waitFor()
})

test('a report of nothing but a comparison opens with it', async () => {
  const { page } = await openPage([
    { ...buildReport([]), comparison: releaseComparison({ history: [] }) },
  ])
  expect(await page.locator('h1').innerText()).toContain('1.4.0')
  expect(await page.getByRole('navigation', { name: 'Views' }).count()).toBe(0)
})

test('who is compared, the verdict, the gate, and what was not replayed', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  const sides = (await page.locator('.sides').innerText()).replace(/\s+/g, ' ')
  expect(sides).toContain(
    'Base git:v1.3.0 release 1.3.0 commit 54f09c1d 21 runs, 91 recordings, 0 replays',
  )
  expect(sides).toContain(
    'Head .vitest-replay/report.json release 1.4.0 21 runs, 86 recordings, 5 replays',
  )
  expect((await page.locator('.totals-list').innerText()).replace(/\s+/g, ' ')).toBe(
    '10 regressed 1 missing 2 changed 1 new 1 improved 2 equivalent 5 identical',
  )
  const gate = page.getByRole('region', { name: 'The gate failed on 3 of 5 rules' })
  const rules = await gate.locator('.gate > li').allInnerTexts()
  expect(rules.map((text) => text.replace(/\s+/g, ' '))).toEqual([
    'failed regressed repeated_tool_calls 0 -> 1.4, 10 pairs, 7 differ, p < 0.001 for these runs, p = 0.047 for runs in general duration 4.24 s -> 5.7 s (+34.4%), 10 pairs, 8 differ, p < 0.001 for these runs, p = 0.07 for runs in general cost $0.0108 -> $0.019 (+75.2%), 10 pairs, 9 differ, p < 0.001 for these runs, p = 0.016 for runs in general tokens 7 -> 9 (+34.3%), 10 pairs, 7 differ, p < 0.001 for these runs, p = 0.047 for runs in general 8 more 3 runs not replayed: nothing is known of them',
    'failed missing greets by the time of day missing: the head has no such run 3 runs not replayed: nothing is known of them',
    'failed cost>+10% cost $0.0108 -> $0.019 (+75.2%) critical runs: cost $0.0124 -> $0.0231 (+86.3%)',
    'not applicable matchRate<-0.05 not known of the base',
    'passed latencyP95>60000',
  ])
  const notice = page.getByRole('note')
  expect(await notice.innerText()).toContain(
    "3 runs were not replayed: nothing is known of what head's code does there.",
  )
  await notice.getByRole('link', { name: 'Show them' }).click()
  await expect
    .poll(() => names(page))
    .toEqual(['keeps to the budget', 'declines a refund after 30 days', 'closes a ticket'])
})

test('hypotheses lead to the runs that speak for them', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  const first = page.locator('.hypotheses > li').first()
  expect((await first.innerText()).replace(/\s+/g, ' ')).toMatch(
    /^change a changed system prompt is behind what got worse: look at that change first it is the first cause in 9 of/,
  )
  await first.getByRole('button', { name: '6 more' }).first().click()
  await first.getByRole('link', { name: 'refunds an order of a guest' }).first().click()
  await page.getByRole('heading', { name: 'refunds an order of a guest', level: 1 }).waitFor()
})

test('beside every number stands what it is based on; what is not known is never 0', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  expect(await textOf(row(page, 'Release', 'Cost'))).toBe(
    'Cost a run $0.0108 $0.019 +$0.00816 +75.2% +$0.00474 to +$0.0115 < 0.001 permutation test, n = 9 5% regressed recording, 10 pairs, 66 against 66 runs 10 pairs, 9 differ, p < 0.001 for these runs, p = 0.016 for runs in general',
  )
  expect(await textOf(row(page, 'Release', 'Duration'))).toBe(
    'Duration 4.24 s 5.7 s +1.46 s +34.4% +731 ms to +2.07 s < 0.001 permutation test, n = 8 10% regressed recording, 10 pairs, 66 against 66 runs 10 pairs, 8 differ, p < 0.001 for these runs, p = 0.07 for runs in general',
  )
  expect(await textOf(row(page, 'Release', 'Latency'))).toContain(
    'not evidence recording, 10 pairs, 66 against 66 runs 10 runs, not evidence',
  )
  expect(await textOf(row(page, 'Release', 'Mean match rate'))).toMatch(
    /^Mean match rate unknown 0\.641 unknown – – none unknown replay, 0 against 5 runs not known of the base$/,
  )
  const stops = page.getByRole('table', { name: 'Stop reasons' }).first()
  expect((await stops.innerText()).replace(/\s+/g, ' ')).toContain('max_steps 0 2 0.133')
  expect(await page.getByText("Fisher's exact test, n = 30: p = 0.48 after Holm").count()).toBe(1)
  const segment = page.locator('.segment', { hasText: 'gpt-4o-mini' })
  expect((await segment.innerText()).replace(/\s+/g, ' ')).toContain('2 runs too few runs to tell')
  await segment.locator('summary').click()
  expect(await textOf(row(page, 'Metrics of gpt-4o-mini', 'Cost'))).toContain(
    'not evidence recording, 2 pairs 2 runs, not evidence',
  )
  const critical = page.getByRole('region', { name: 'Critical runs' })
  expect((await critical.innerText()).replace(/\s+/g, ' ')).toContain(
    'runs with the tag critical, apart from the others',
  )
})

test('the filters narrow the list, stand in the address, and go along into a run and back', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  expect(await page.getByText('22 runs, worst first').count()).toBe(1)
  await page.getByRole('link', { name: '2 changed' }).click()
  await expect
    .poll(() => names(page))
    .toEqual(['asks for the invoice when there is none', 'finds an order by its number'])
  await page.getByLabel('Verdict').selectOption('')
  await page.getByLabel('Evidence').selectOption('one side')
  await expect
    .poll(() => names(page))
    .toEqual(['greets by the time of day', 'sends an invoice again'])
  await page.getByRole('combobox', { name: 'Agent' }).fill('BILLING')
  await expect.poll(() => names(page)).toEqual(['sends an invoice again'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByLabel('Search compared runs').focus()
  await page.keyboard.type('system_prompt refund')
  await expect.poll(() => names(page)).toHaveLength(9)
  await expect.poll(() => page.url()).toContain('#/compare?q=system_prompt+refund')
  await page.getByRole('link', { name: 'refunds an order of a guest' }).last().click()
  await page.getByText('6 of 9 runs').waitFor()
  await page.reload()
  await page.getByText('6 of 9 runs').waitFor()
  await page.getByRole('link', { name: 'Compare', exact: true }).last().click()
  await page.getByRole('table', { name: 'Compared runs' }).waitFor()
  expect(await page.getByLabel('Search compared runs').inputValue()).toBe('system_prompt refund')
  await expect.poll(() => page.url()).toContain('#/compare?q=system_prompt+refund')
  await page.getByLabel('Search compared runs').fill('nothing has this name')
  await page.getByText('No compared run passes these filters.').waitFor()
})

test('a run: the first cause on top, its consequences folded, tools, output and numbers', async () => {
  const { page, complaints } = await openPage([report], { hash: REFUND })
  await page.getByRole('heading', { name: 'First cause' }).waitFor()
  expect(await page.locator('.verdict-reasons').innerText()).toContain(
    'askForPhoto was called instead of refundOrder (position 6)',
  )
  expect(await page.getByText('Based on 8 recordings against 8 recordings').count()).toBe(1)
  const cause = page.locator('.cause').first()
  expect((await cause.locator('summary').first().innerText()).replace(/\s+/g, ' ')).toContain(
    'The system prompt changed',
  )
  expect(await cause.locator('.diff-removed .diff-text').first().textContent()).toContain(
    'base: Refund orders that arrived broken, up to 100 USD',
  )
  expect(await cause.locator('.consequences').getAttribute('open')).toBeNull()
  expect(await cause.locator('.consequences').innerText()).toBe('followed by 6 consequences')
  const steps = await page.locator('.tool-steps li').allInnerTexts()
  expect(steps.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
    'findOrder',
    'findPolicy',
    '− only base: refundOrder',
    '+ only head: askForPhoto',
    '+ only head: askForPhoto',
    '+ only head: askForPhoto',
  ])
  const output = page.getByRole('region', { name: 'Final output' })
  expect(await output.locator('.diff-added').first().innerText()).toContain('"refunded": false')
  expect(await textOf(row(page, 'Numbers of this run', 'Repeated'))).toContain('0.0078')
  expect(await textOf(row(page, 'Both sides', 'Stop reason'))).toBe('Stop reason success max_steps')
  await page.getByRole('link', { name: 'Open the replay of 1.4.0' }).click()
  await page.locator('.positions').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Tool calls, in order' }).waitFor()
  expect(complaints).toEqual([])
})

test('what a single run shows is called no evidence, and a replay measures no cost', async () => {
  const { page } = await openPage([report], {
    hash: addressOf('confirms the address before it ships'),
  })
  expect(await textOf(row(page, 'Numbers of this run', 'Cost'))).toMatch(
    /not evidence recording, 1 pair one run, not evidence$/,
  )
  expect(await page.getByText('Renamed from').innerText()).toBe(
    'Renamed from support agent > confirms an address test/support-agent.test.ts',
  )
  await goTo(page, addressOf('looks up an order only once'))
  await page.getByText('A replay measures neither cost nor time').waitFor()
  expect(await page.locator('.cause').first().innerText()).toContain('src/agent.ts:12')
  expect(await page.locator('.tool-steps').innerText()).toContain('5 calls the same')
  expect(await page.getByText('62 divergences over 78 positions; 12 are not listed').count()).toBe(
    1,
  )
  await goTo(page, addressOf('greets by the time of day'))
  await page.getByText('the head has no such run').waitFor()
  expect(await textOf(row(page, 'Both sides', 'Actions'))).toMatch(/^Actions 7 –/)
  expect((await page.locator('.next-step').innerText()).replace(/\s+/g, ' ')).toContain(
    'VITEST_REPLAY=once npx vitest run test/support-agent.test.ts -t',
  )
  await goTo(page, addressOf('keeps to the budget'))
  await page.getByText('This run was not replayed: nothing is known').waitFor()
  expect(await page.getByText('No position differs').count()).toBe(0)
  await goTo(page, '#/compare/nobody')
  await page.getByText('There is no run nobody in this comparison.').waitFor()
})

test('the keys: search, move, open, neighbours, back to the run that was left', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await page.keyboard.press('/')
  await page.keyboard.type('refund')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect.poll(focused).toBe('offers a replacement')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'offers a replacement', level: 1 }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page
    .getByRole('heading', { name: 'answers in the language of the customer', level: 1 })
    .waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('heading', { name: 'offers a replacement', level: 1 }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page
    .getByRole('heading', { name: 'answers in the language of the customer', level: 1 })
    .waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('table', { name: 'Compared runs' }).waitFor()
  await expect.poll(focused).toBe('answers in the language of the customer')
  await page.keyboard.press('?')
  expect(await page.getByRole('dialog').innerText()).toContain('compared run')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByRole('table', { name: 'Runs', exact: true }).waitFor()
})

test('until the list is in view, the arrow keys scroll', async () => {
  const { page } = await openPage([report], { hash: '#/compare' })
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
})

test('what the filters show is saved as CSV, JSON and JSON Lines', async () => {
  const { page } = await openPage([report], { hash: '#/compare?verdict=changed' })
  const save = async (label: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: label, exact: true }).click(),
    ])
    return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), 'utf8') }
  }
  const csv = await save('2 compared runs as CSV')
  expect(csv.name).toBe('vitest-replay-comparison.csv')
  expect(csv.text.trimEnd().split('\r\n')).toHaveLength(3)
  const json = JSON.parse((await save('2 compared runs as JSON')).text) as unknown[]
  expect(json[0]).toMatchObject({
    verdict: 'changed',
    evidence: 'replay',
    firstCause: 'tool_schema',
    sourceFile: 'src/agent.ts',
    sourceLine: 12,
    baseCostUsd: 0.0124,
    headCostUsd: null,
  })
  const lines = (await save('2 compared runs as JSONL')).text.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).run)).toEqual([
    'asks for the invoice when there is none',
    'finds an order by its number',
  ])
})

test('the trend leaves a gap where nothing is known', async () => {
  const { page } = await openPage([report], { hash: '#/history' })
  const path = await page
    .locator('.trend', { hasText: 'Cost a run' })
    .locator('.spark-line')
    .getAttribute('d')
  // Two releases, the one that measured nothing, three releases.
  expect(path!.match(/[ML]/g)!.join('')).toBe('MLMLL')
  expect(await page.locator('.trend').first().locator('.spark-point').count()).toBe(5)
  const cells = await page
    .getByRole('row', { name: /^1\.1\.1/ })
    .locator('td')
    .allInnerTexts()
  expect(cells.slice(2)).toEqual(Array(7).fill('unknown'))
  expect(await page.getByRole('row').count()).toBe(7)
})

test('a report of a test run shows its history, too', async () => {
  const { history } = releaseComparison()
  const { page } = await openPage([{ ...supportAgentReport(NOW), history }])
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('6 releases').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('table', { name: 'Runs' }).waitFor()
})

test('several reports opened together: each comparison has its place', async () => {
  const other = buildComparison([recordedAnew('of another comparison', REFUND_RUN, REFUND_RUN)])
  const { page } = await openPage([report, { ...buildReport([]), comparison: other }], {
    hash: '#/compare',
  })
  const choice = page.getByRole('navigation', { name: 'Comparisons' })
  expect(await choice.getByRole('link').count()).toBe(2)
  await choice.getByRole('link').last().click()
  await expect.poll(() => names(page)).toEqual(['of another comparison'])
  await expect.poll(() => page.url()).toContain('#/compare?of=2')
  await page.getByRole('link', { name: 'of another comparison' }).click()
  await page.getByText('No position differs: 6 agree.').waitFor()
  await expect.poll(() => page.url()).toContain('of=2')
})

test('a large report in a folder: a compared run is read from its own file', async () => {
  const { page, complaints, requests } = await openPage([report], {
    layout: 'folder',
    hash: REFUND,
  })
  await page.getByRole('heading', { name: 'First cause' }).waitFor()
  expect(await page.locator('.cause').first().innerText()).toContain('up to 50 USD')
  await page.keyboard.press('Escape')
  expect(await page.locator('.sides').innerText()).toContain('git:v1.3.0')
  await page.getByRole('link', { name: 'History' }).click()
  await page.locator('.releases').waitFor()
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
})

test('it is served with its files', async () => {
  const { page, file } = await openPage([report], { layout: 'folder' })
  const { link, close } = await createReportServer([dirname(file)])
  try {
    await page.goto(`${link}0/report.html${REFUND}`)
    await page.getByRole('heading', { name: 'First cause' }).waitFor()
    expect(await page.locator('.cause').first().innerText()).toContain('up to 50 USD')
  } finally {
    await close()
  }
})

test('what the comparison itself gives is shown: a changed prompt, a missing and a new run', async () => {
  const { page, complaints } = await openPage([supportAgentComparison(NOW)], { hash: '#/compare' })
  expect((await page.locator('.totals-list').innerText()).replace(/\s+/g, ' ')).toBe(
    '1 missing 2 changed 1 new 6 identical',
  )
  await goTo(page, '#/compare?verdict=changed')
  await page.getByRole('link', { name: 'refunds an order that arrived broken' }).last().click()
  await page.getByRole('heading', { name: 'First cause' }).waitFor()
  expect(await page.locator('.cause').first().innerText()).toContain('up to 50 USD')
  expect(complaints).toEqual([])
})
