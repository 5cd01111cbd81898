import { median } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const CALLS = 10_000
const CHANGES = 50

/** Two runs of 10,000 calls that differ in 50 places; the recording is half its length for the growth. */
export async function alignment(rounds) {
  const { alignWork } = await import('../.work/vitest-replay/dist/align-work.js')
  alignWork(1000, 5)
  const measure = (calls) => {
    const all = Array.from({ length: rounds }, () => alignWork(calls, CHANGES))
    return { all: all.map((one) => one.ms), divergences: all[0].divergences }
  }
  const [half, whole] = [measure(CALLS / 2), measure(CALLS)]
  if (whole.divergences !== CHANGES)
    throw new Error(`${whole.divergences} divergences were found, and ${CHANGES} made.`)
  return {
    title: 'aligning two runs that differ in 50 places',
    table: renderTable(
      ['', 'CPU time'],
      [
        ['5,000 calls', `${ms(median(half.all))} ms`],
        ['10,000 calls', `${ms(median(whole.all))} ms`],
      ],
    ),
    rows: [
      row(
        '10,000 x 10,000 calls',
        whole.all.map((one) => one / 1000),
        { target: 1, unit: ' s' },
      ),
    ],
  }
}
