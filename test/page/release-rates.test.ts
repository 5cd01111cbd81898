import { expect, test } from 'vitest'
import type { Determinism } from '../../src/core/analysis/determinism/schema.ts'
import { historyEntry } from '../../src/core/comparison/gate/history-entry.ts'
import { runsOfReport } from '../../src/core/comparison/runs/from-report.ts'
import { compareReleases } from '../../src/core/words/comparison/compare-releases.ts'
import { renderComparisonMarkdown } from '../../src/node/render/comparison/markdown.ts'
import { renderComparison } from '../../src/node/render/comparison/terminal.ts'
import { renderHistory } from '../../src/node/render/history/history.ts'
import { renderSummary } from '../../src/node/render/report/terminal.ts'
import { buildAction, buildReport, buildRun } from '../report/build-report.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()

function measured(stable: number, positions: number): Determinism {
  return {
    score: Math.floor((1000 * stable) / positions) / 10,
    band: 'high',
    replays: 3,
    seed: 1,
    positions,
    stable,
    tiers: { actions: 100, inputs: 100, output: 100 },
    attributionReplays: 0,
    notVaried: [],
    findings: [],
  }
}

function runOf(name: string, actions: number, matchRate: number, determinism: Determinism) {
  return buildRun({
    runId: name,
    name,
    test: { file: 'a.test.ts', fullName: name },
    cassette: `__cassettes__/a.test.ts/${name}.cassette.jsonl`,
    actions: Array.from({ length: actions }, (_, index) => buildAction({ index })),
    matchRate,
    determinism,
  })
}

const ratesIn = (text: string) => ({
  matchRate: /match rate (\d+(?:\.\d+)?)/i.exec(text)?.[1],
  determinism: /determinism (\d+(?:\.\d+)?)/i.exec(text)?.[1],
})

test('terminal, page, history and comparison print one match rate and one determinism of a release', async () => {
  // Means over the two runs would be 0.75 and 62.5.
  const report = buildReport([
    runOf('short', 1, 0.5, measured(1, 4)),
    runOf('long', 17, 1, measured(36, 36)),
  ])
  const side = { label: 'report', release: 'v1', commit: null, runs: runsOfReport(report) }
  const comparison = compareReleases(side, { ...side, release: 'v2' })
  const entry = historyEntry(side, '2026-11-21T10:00:00Z')
  const rates = { matchRate: '0.95', determinism: '92.5' }

  const summary = renderSummary(report, { color: false, width: 200, link: 'report.html' })
  expect(ratesIn(summary.join('\n'))).toEqual(rates)

  const options = { characters: 'ascii', color: false, width: 200 } as const
  const shown = { entries: [entry], earlier: 0, notes: [] }
  const trends = renderHistory(shown, options)
    .join('\n')
    .replace(/ {2,}. {2,}/g, ' ')
  expect(ratesIn(trends)).toEqual(rates)

  for (const text of [
    renderComparison(comparison, { width: 200 }),
    renderComparisonMarkdown(comparison),
  ]) {
    expect(ratesIn(/^ *base:? .*/im.exec(text)![0])).toEqual(rates)
    expect(ratesIn(/\bhead:? (?:<code>)?report.*/i.exec(text)![0])).toEqual(rates)
    // The rows are about the pairs of runs, and say so.
    expect(text).toMatch(/mean match rate[ |]+0\.75[ |]+0\.75/)
    expect(text).toMatch(/mean determinism[ |]+62\.5[ |]+62\.5/)
  }

  const { page } = await openPage([{ ...report, comparison, history: [entry] }], { hash: '#/' })
  const textOf = async (selector: string) =>
    (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ')
  expect(ratesIn(await textOf('.summary'))).toEqual(rates)
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.locator('.sides').waitFor()
  expect(ratesIn(await textOf('.sides > div:first-child'))).toEqual(rates)
  expect(ratesIn(await textOf('.sides > div:last-child'))).toEqual(rates)
  await page.getByRole('link', { name: 'History' }).click()
  await page.locator('.releases').waitFor()
  const [heading, release] = await page.locator('.releases tr').all()
  const cells = (row: typeof heading) => row!.locator('th, td').allInnerTexts()
  const names = await cells(heading)
  const values = await cells(release)
  const valueOf = (name: string) =>
    values[names.findIndex((one) => one.toLowerCase() === name)]?.trim()
  expect({
    matchRate: valueOf('match rate'),
    determinism: valueOf('determinism'),
  }).toEqual(rates)
})
