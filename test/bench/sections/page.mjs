import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const shell = new URL('../../../dist/page/index.html', import.meta.url)
const work = fileURLToPath(new URL('../.work/page', import.meta.url))

const ROWS = {
  shown: ['1,000 runs of 50 actions: first view', 1000],
  search: ['the slowest of six searches among them', 100],
  opened: ['opening one of them at its last action', null],
  comparedShown: ['10,000 compared runs: first view', 1000],
  comparedSearch: ['the slowest of six searches among compared runs', 100],
  frame: ['a frame while 100,000 actions scroll, median', 34],
  slowFrame: ['95 of 100 such frames within', 50],
}

/** The report page in a real browser. */
export async function page(rounds) {
  const { pageWork } = await import('../.work/vitest-replay/dist/page-work.js')
  const results = []
  for (let round = 0; round < rounds; round++) {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { recursive: true })
    results.push(await pageWork(work, readFileSync(shell, 'utf8')))
  }
  const valuesOf = (field) => results.map((one) => one[field])
  return {
    title: 'large reports in Chromium',
    table: renderTable(
      ['', 'measured'],
      Object.entries(ROWS).map(([field, [what]]) => [what, `${ms(median(valuesOf(field)))} ms`]),
    ),
    rows: Object.entries(ROWS).map(([field, [what, target]]) =>
      row(what, valuesOf(field), { target, unit: ' ms' }),
    ),
  }
}
