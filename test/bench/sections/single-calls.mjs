import { interleave, measure, median, ratio } from '../child.mjs'
import { ms, renderTable, times } from '../table.mjs'

const CANDIDATES = ['msw', 'vitest-replay', 'vcr-test', 'polly', 'aimock', 'nock']
const CALLS = 2000

/** Replays single calls in the order they were recorded in, and in reverse. */
export async function singleCalls(rounds) {
  const both = async (candidate) => ({
    forward: await measure(candidate, 'calls', 'replay', CALLS),
    reverse: await measure(candidate, 'calls', 'replay', CALLS, { reverse: true }),
  })
  const results = await interleave(CANDIDATES, rounds, both)
  const forward = (one) => one.forward.agentMs
  const turned = (candidate) =>
    median(results[candidate].map(({ forward, reverse }) => reverse.agentMs / forward.agentMs))
  return {
    title: `Replaying ${CALLS} single calls, per call`,
    table: renderTable(
      ['', 'us in order', 'over bare MSW', 'us in reverse', 'reverse over order'],
      CANDIDATES.map((candidate) => {
        const perCall = (direction) =>
          ms((median(results[candidate].map((one) => one[direction].agentMs)) * 1000) / CALLS)
        return [
          candidate,
          perCall('forward'),
          times(ratio(results, candidate, 'msw', forward)),
          perCall('reverse'),
          times(turned(candidate)),
        ]
      }),
    ),
    limits: [
      {
        what: 'over bare MSW',
        value: ratio(results, 'vitest-replay', 'msw', forward),
        target: 1.25,
        unit: 'x',
      },
      {
        what: 'reverse over recorded order',
        value: turned('vitest-replay'),
        target: 1.1,
        unit: 'x',
      },
    ],
  }
}
