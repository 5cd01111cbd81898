import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { comparedReport } from '../../fixtures/reports/releases.ts'
import { tableSize } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const report = comparedReport(Date.now())
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  nodes: Array<{ target: string[]; failureSummary: string }>
}

const VIEWS = [
  ['runs', '#/'],
  ['no runs', '#/?q=nothing-has-this-name'],
  ['actions', '#/actions'],
  ['telemetry', '#/run/r-asks-for-the/telemetry'],
  ['conversation', '#/run/r-refunds-an-order/telemetry?view=conversation'],
  ['simulation', '#/run/r-refunds-an-order/simulation'],
  ['determinism', '#/run/r-greets-by-the/determinism'],
  ['comparison', '#/compare'],
  ['no compared runs', '#/compare?q=nothing-has-this-name'],
  ['compared run', '#/compare/c-refunds-an-order-that-arrived-broken'],
  ['compared run that was not replayed', '#/compare/c-keeps-to-the-budget'],
  ['missing run', '#/compare/c-greets-by-the-time-of-day'],
  ['history', '#/history'],
  ['help', '#/help'],
] as const

/** A theme is other colours and nothing else (`tokens.css`): the other rules are tried in the light one. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block']
const DARK = { runOnly: { type: 'rule', values: COLOR_RULES } }

/** A width changes what is shown and where; the page is loaded once for each form. The sample is the one with all rules and the most on the screen. */
const FORMS = [
  { colorScheme: 'light', width: 1280, isSample: true },
  { colorScheme: 'dark', width: 1280, isSample: false },
  { colorScheme: 'light', width: 400, isSample: false },
  { colorScheme: 'dark', width: 400, isSample: false },
] as const

for (const { colorScheme, width } of tableSize({
  sample: FORMS.filter(({ isSample }) => isSample),
  whole: [...FORMS],
})) {
  test(`${colorScheme}, ${width} px: axe finds nothing serious in any view, nothing sticks out`, async () => {
    const { page } = await openPage([report], {
      hash: '#/',
      colorScheme,
      viewport: { width, height: 800 },
      bypassCSP: true,
    })
    await page.evaluate(axe)
    const found: Record<string, unknown> = {}
    const texts = new Set<string>()
    for (const [name, hash] of VIEWS) {
      await show(page, name, hash)
      texts.add(await page.locator('body').innerText())
      found[name] = {
        overflow: await overflowOf(page),
        serious: await seriousViolations(page, colorScheme === 'dark' ? DARK : {}),
      }
    }
    expect(texts.size).toBe(VIEWS.length)
    expect(found).toEqual(
      Object.fromEntries(VIEWS.map(([name]) => [name, { overflow: 0, serious: [] }])),
    )
  })
}

async function show(page: Page, name: string, hash: string): Promise<void> {
  await goTo(page, hash)
  if (name === 'help') {
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  }
  await page.evaluate(() => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('.segment'))
      details.open = true
  })
}

const overflowOf = (page: Page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

async function seriousViolations(page: Page, rules: object): Promise<string[]> {
  const violations = await page.evaluate(async (only) => {
    const { axe: run } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> }
    }
    return (await run.run({ resultTypes: ['violations'], ...only })).violations
  }, rules)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)
          .join('; ')}`,
    )
}
