import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { HOSTILE_TEXTS, hostileReport } from '../../fixtures/reports/hostile.ts'
import { tableSize } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()

const FORMULA = /^\s*[=+\-@\uff1d]/

/** Elements that only a text that was taken for HTML could have made. */
const FOREIGN =
  'iframe, object, embed, base, form:not([method=dialog]), svg [href], a[href^="javascript:" i], a[href^="http"], img, #app script, #app style, #app link, #app meta'

/** Half a surrogate pair does not survive the way out of the browser. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')

async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(
    (foreign) => ({
      pwned: '__pwned' in globalThis,
      elements: [...document.querySelectorAll(foreign)].map((element) =>
        element.outerHTML.slice(0, 200),
      ),
      handlers: [...document.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
      ),
      address: location.protocol,
    }),
    FOREIGN,
  )
  expect(found).toEqual({ pwned: false, elements: [], handlers: [], address: 'file:' })
}

/** Every view of a comparison and of the history, unfolded. */
async function lookAtComparison(page: Page, payload: string): Promise<void> {
  const unfold = () =>
    page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
      for (const button of document.querySelectorAll<HTMLElement>('main button.link'))
        button.click()
    })
  await goTo(page, '#/compare')
  await page.locator('.totals').waitFor()
  await unfold()
  await expectHarmless(page)
  const text = await page.locator('main').textContent()
  expect(wellFormed(text!).split(wellFormed(payload)).length).toBeGreaterThan(40)
  const links = page.locator('.run-link')
  const count = await links.count()
  expect(count).toBeGreaterThan(3)
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!))
  const runs = await page.evaluate(() => document.querySelectorAll('.failures a').length)
  expect(runs).toBeGreaterThan(5)
  for (const address of [addresses[0]!, addresses.at(-1)!]) {
    await goTo(page, address)
    await page.locator('.compared-run .fact-table').waitFor()
    await unfold()
    await expectHarmless(page)
    expect(wellFormed((await page.locator('h1').textContent())!)).toBe(wellFormed(payload))
  }
  await goTo(page, '#/history')
  await page.locator('.releases').waitFor()
  await expectHarmless(page)
}

/** Texts that have a meaning only on their own: an address, a key, a reference, half a character. */
const WHOLE = /^(?:javascript:|data:|constructor$|__proto__$|\{"\$ref"|half |a+$)/

/** The other texts break out of where they stand, whatever stands beside them: twelve share a report. */
function shareReports(texts: readonly string[]): string[] {
  const shared = texts.filter((text) => !WHOLE.test(text) && !FORMULA.test(text))
  const groups = Array.from({ length: Math.ceil(shared.length / 12) }, (_, group) =>
    shared.slice(group * 12, group * 12 + 12).join(' '),
  )
  return [...groups, ...texts.filter((text) => WHOLE.test(text))]
}

/** The sample: a report of texts that share one, and one of a text that has one of its own. */
const EVERY = tableSize({ sample: 6, whole: 1 })
const PAYLOADS = shareReports(HOSTILE_TEXTS)
  .map((text, index) => [index, text.slice(0, 40), text] as const)
  .filter(([index]) => index % EVERY === 0)

test.each(PAYLOADS)('text %i stays text in every view: %j', async (_index, _short, payload) => {
  const { page, complaints, requests } = await openPage([hostileReport(payload, NOW)], {
    hash: '#/',
  })
  await page.locator('.run-link').first().waitFor()
  await expectHarmless(page)
  const shown = await page.locator('.run-link').first().textContent()
  expect(wellFormed(shown!)).toBe(wellFormed(payload))

  const link = (await page.locator('.run-link').first().getAttribute('href'))!
  const base = link.replace(/\/(telemetry|simulation)$/, '')
  for (const view of ['telemetry', 'telemetry?view=conversation', 'simulation', 'determinism']) {
    await goTo(page, `${base}/${view}`)
    await page.locator('#panel > *').first().waitFor()
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    await expectHarmless(page)
  }
  expect(wellFormed((await page.locator('h1').textContent())!)).toBe(wellFormed(payload))
  await lookAtComparison(page, payload)
  await goTo(page, '#/?q=%22%3E%3Cimg src=x onerror=window.__pwned=1%3E')
  await page.getByText('No run matches these filters.').waitFor()
  await expectHarmless(page)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
})

/** All of them are escaped alike (`test/node/render/hostile.test.ts`); here a saved file is looked at. */
const FORMULAS = HOSTILE_TEXTS.filter((text) => FORMULA.test(text))

test.each(
  [FORMULAS[0]!, FORMULAS.at(-1)!]
    .slice(0, tableSize({ sample: 1, whole: 2 }))
    .map((text) => [text]),
)('a spreadsheet runs nothing of what was saved: %j', async (payload) => {
  const { page } = await openPage([hostileReport(payload, NOW)], { hash: '#/' })
  for (const [view, label] of [
    ['#/', /runs as CSV/],
    ['#/', /actions as CSV/],
    ['#/compare', /compared runs as CSV/],
  ] as const) {
    await goTo(page, view)
    await page.locator(view === '#/' ? '.runs' : '.compare').waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: label }).click(),
    ])
    const cells = cellsOf(readFileSync(await saved.path(), 'utf8'))
    expect(cells.filter((cell) => cell === `'${payload}`).length).toBeGreaterThan(5)
    expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([])
  }
})

function cellsOf(csv: string): string[] {
  return [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replaceAll('""', '"'),
  )
}
