import { expect, test } from 'vitest'
import { CauseSchema } from '../../src/core/divergence/schema.ts'
import { describeCause, type ComparedSides } from '../../src/core/words/causes.ts'
import { divergence } from '../../fixtures/reports/divergence.ts'
import { buildComparison } from '../core/comparison/build-comparison.ts'
import { replayed } from '../core/comparison/build-sides.ts'
import { REFUND } from '../core/comparison/full-comparison.ts'
import { buildReport, buildRun } from '../report/build-report.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const divergences = CauseSchema.options.map((cause, index) => divergence({ cause, index }))

test('the page has the words of the other renderings for a cause', async () => {
  const comparison = buildComparison([replayed('a', REFUND, REFUND, { divergences })])
  const report = {
    ...buildReport([buildRun({ status: 'failed', matchRate: 0, divergences })]),
    comparison,
  }
  const words = (sides: ComparedSides) => divergences.map((found) => describeCause(found, sides))
  const { page } = await openPage([report], { hash: '#/run/r-1/simulation' })
  await page.locator('.cause').first().waitFor()
  const shown = async () =>
    (await page.locator('.cause h3').allTextContents()).map((text) => text.toLowerCase())
  expect(await shown()).toEqual(words('replay').map((text) => text.toLowerCase()))

  await goTo(page, `#/compare/${comparison.runs[0]!.id}`)
  await page.locator('.cause h3').getByText('the head makes a call', { exact: false }).waitFor()
  expect(await shown()).toEqual(words('releases').map((text) => text.toLowerCase()))
})
