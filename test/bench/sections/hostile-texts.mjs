import { median } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const ROWS = {
  text: ['secrets searched in 10 MB of the worst text', 2],
  rules: ['secrets searched in 200 KB of what a rule begins with, the worst', 0.2],
  stream: ['secrets searched in a stream of 100,000 events', 2],
  unordered: ['20,000 numbers compared in any order, with a tolerance', 0.5],
}

/** Inputs that are made to take long: what is slower than linear in them shows at once. */
export async function hostileTexts(rounds) {
  const { hostileTextsWork } = await import('../.work/vitest-replay/dist/hostile-texts-work.js')
  const results = Array.from({ length: rounds }, () => hostileTextsWork())
  const valuesOf = (field) => results.map((one) => one[field])
  return {
    title: 'inputs that are made to take long',
    table: renderTable(
      ['', 'CPU time'],
      Object.entries(ROWS).map(([field, [what]]) => [what, `${ms(median(valuesOf(field)))} ms`]),
    ),
    rows: Object.entries(ROWS).map(([field, [what, target]]) =>
      row(
        what,
        valuesOf(field).map((one) => one / 1000),
        { target, unit: ' s' },
      ),
    ),
  }
}
