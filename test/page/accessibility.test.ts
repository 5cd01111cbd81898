import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { comparedReport } from '../../fixtures/reports/releases.ts'
import { useBrowser } from './open-page.ts'

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

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 400]) {
    test.each(VIEWS)(
      `%s, ${colorScheme}, ${width} px: axe finds nothing serious, nothing sticks out`,
      async (name, hash) => {
        const { page } = await openPage([report], {
          hash,
          colorScheme,
          viewport: { width, height: 800 },
          bypassCSP: true,
        })
        if (name === 'help') await page.keyboard.press('?')
        await page.waitForTimeout(150)
        await page.evaluate(() => {
          for (const details of document.querySelectorAll<HTMLDetailsElement>('.segment'))
            details.open = true
        })
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        )
        expect(overflow).toBeLessThanOrEqual(0)
        await page.evaluate(axe)
        const violations = await page.evaluate(async () => {
          const { axe: run } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: Violation[] }> }
          }
          return (await run.run()).violations
        })
        const serious = violations.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        )
        expect(
          serious.map(({ id, nodes }) => [
            id,
            ...nodes
              .slice(0, 3)
              .map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
          ]),
        ).toEqual([])
      },
    )
  }
}
