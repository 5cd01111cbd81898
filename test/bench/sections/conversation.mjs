import { interleave, measure, median, ratio, ratios } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable, times } from '../table.mjs'

const CANDIDATES = ['msw', 'vitest-replay', 'vcr-test', 'nock', 'polly']
const PEERS = ['vcr-test', 'nock', 'polly']

/** Replays the 200 turns: from just before the library is imported to the end of the replay. */
export async function conversation(rounds) {
  const results = await interleave(CANDIDATES, rounds, (candidate) =>
    measure(candidate, 'turns', 'replay', 200),
  )
  const over = (base, field) => ratios(results, 'vitest-replay', base, (one) => one[field])
  return {
    title: 'replaying a conversation of 200 turns, whole process',
    table: renderTable(
      ['', 'total ms', 'CPU ms', 'peak MB', 'over bare MSW', 'CPU', 'peak'],
      CANDIDATES.map((candidate) => [
        candidate,
        ...['totalMs', 'cpuMs', 'rssMb'].map((field) =>
          ms(median(results[candidate].map((one) => one[field]))),
        ),
        ...['totalMs', 'cpuMs', 'rssMb'].map((field) =>
          times(ratio(results, candidate, 'msw', (one) => one[field])),
        ),
      ]),
    ),
    rows: [
      row('over bare MSW', over('msw', 'totalMs'), { target: 0.75, unit: 'x' }),
      row('CPU over bare MSW', over('msw', 'cpuMs'), { target: 0.75, unit: 'x' }),
      row('peak memory over bare MSW', over('msw', 'rssMb'), { target: 0.75, unit: 'x' }),
      ...PEERS.map((peer) =>
        row(`over ${peer}`, over(peer, 'totalMs'), { target: 0.5, unit: 'x' }),
      ),
    ],
  }
}
