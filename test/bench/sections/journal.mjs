import { interleave, measure, median, ratio, ratios } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable, times } from '../table.mjs'

const CANDIDATES = { journalled: {}, 'left alone': { environment: false } }

/** Replays 200 turns of an agent that reads the clock, chance and its memory six times a turn, with and without the journal. */
export async function journal(rounds) {
  await measure('vitest-replay', 'reads', 'record', 200)
  const results = await interleave(Object.keys(CANDIDATES), rounds, (name) =>
    measure('vitest-replay', 'reads', 'replay', 200, CANDIDATES[name]),
  )
  const over = (name, field) => ratio(results, name, 'left alone', (one) => one[field])
  return {
    title: 'replaying 200 turns of an agent that reads clock, chance and memory six times a turn',
    table: renderTable(
      ['', 'total ms', 'CPU ms', 'over left alone', 'CPU over left alone'],
      Object.keys(CANDIDATES).map((name) => [
        name,
        ...['totalMs', 'cpuMs'].map((field) => ms(median(results[name].map((one) => one[field])))),
        times(over(name, 'totalMs')),
        times(over(name, 'cpuMs')),
      ]),
    ),
    rows: [
      row(
        'CPU over without the journal',
        ratios(results, 'journalled', 'left alone', (one) => one.cpuMs),
        { target: 1.1, unit: 'x' },
      ),
    ],
  }
}
