import { interleave, measure, median, ratio } from '../child.mjs'
import { ms, renderTable, times } from '../table.mjs'

const CANDIDATES = ['msw', 'vitest-replay', 'vcr-test', 'nock', 'polly']
const PEERS = ['vcr-test', 'nock', 'polly']

/** Replays the 200 turns: from just before the library is imported to the end of the replay. */
export async function conversation(rounds) {
  const results = await interleave(CANDIDATES, rounds, (candidate) =>
    measure(candidate, 'turns', 'replay', 200),
  )
  const overMsw = (candidate, field) => ratio(results, candidate, 'msw', (one) => one[field])
  return {
    title: 'Replaying a conversation of 200 turns, import included',
    table: renderTable(
      ['', 'total ms', 'CPU ms', 'peak MB', 'over bare MSW', 'CPU over bare MSW'],
      CANDIDATES.map((candidate) => [
        candidate,
        ...['totalMs', 'cpuMs', 'rssMb'].map((field) =>
          ms(median(results[candidate].map((one) => one[field]))),
        ),
        times(overMsw(candidate, 'totalMs')),
        times(overMsw(candidate, 'cpuMs')),
      ]),
    ),
    limits: [
      {
        what: 'over bare MSW',
        value: overMsw('vitest-replay', 'totalMs'),
        target: 1.3,
        max: 1.5,
        unit: 'x',
      },
      ...PEERS.map((peer) => ({
        what: `over ${peer}`,
        value: ratio(results, 'vitest-replay', peer, (one) => one.totalMs),
        max: 0.5,
        unit: 'x',
      })),
    ],
  }
}
