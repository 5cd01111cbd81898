import { fileURLToPath } from 'node:url'
import { median, runChild } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const once = fileURLToPath(new URL('../diff-once.mjs', import.meta.url))
const CHANGED = 16_000
const LAYOUTS = ['in a row', 'every other line']
/** Texts that take longer than this are measured once. */
const SLOW_MS = 5000

/** The difference of two texts as it is shown in a terminal and in a report. */
export async function textDiff(rounds) {
  const results = {}
  for (const layout of LAYOUTS) {
    results[layout] = []
    do {
      const { printed } = await runChild(once, { changed: CHANGED, layout })
      if (printed.lines < 2 * CHANGED)
        throw new Error(`${printed.lines} lines are shown of ${CHANGED} that changed on each side`)
      results[layout].push(printed.ms)
    } while (results[layout].length < rounds && results[layout][0] < SLOW_MS)
  }
  return {
    title: `the difference of two texts with ${CHANGED} changed lines`,
    table: renderTable(
      ['', 'CPU time'],
      LAYOUTS.map((layout) => [`changed lines ${layout}`, `${ms(median(results[layout]))} ms`]),
    ),
    rows: LAYOUTS.map((layout) =>
      row(
        `16,000 changed lines ${layout}`,
        results[layout].map((one) => one / 1000),
        { target: 0.3, unit: ' s' },
      ),
    ),
  }
}
