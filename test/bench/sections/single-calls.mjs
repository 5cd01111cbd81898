import { interleave, measure, median } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable, times } from '../table.mjs'

const CANDIDATES = ['msw', 'vitest-replay', 'vcr-test', 'polly', 'aimock', 'nock']
/** Takes twenty times as long in reverse as any other: once is enough to show it. */
const SLOW = 'nock'
const CALLS = 2000

/** Replays single calls in the order they were recorded in, and in reverse: whole processes, timed from outside the run. */
export async function singleCalls(rounds) {
  const both = async (candidate, round) =>
    candidate === SLOW && round > 0
      ? null
      : {
          forward: await measure(candidate, 'calls', 'replay', CALLS),
          reverse: await measure(candidate, 'calls', 'replay', CALLS, { reverse: true }),
        }
  const results = await interleave(CANDIDATES, rounds, both)
  const paired = (candidate, read) =>
    results[candidate].flatMap((one, round) => (one ? [read(one, results['msw'][round])] : []))
  const overMsw = (candidate, field) =>
    paired(candidate, (one, base) => one.forward[field] / base.forward[field])
  const turned = (candidate, field) =>
    paired(candidate, (one) => one.reverse[field] / one.forward[field])
  return {
    title: `replaying ${CALLS} single calls, whole process`,
    table: renderTable(
      ['', 'us a call', 'over bare MSW', 'CPU', 'us in reverse', 'reverse over order', 'CPU'],
      CANDIDATES.map((candidate) => {
        const perCall = (direction) =>
          ms((median(paired(candidate, (one) => one[direction].totalMs)) * 1000) / CALLS)
        return [
          candidate,
          perCall('forward'),
          times(median(overMsw(candidate, 'totalMs'))),
          times(median(overMsw(candidate, 'cpuMs'))),
          perCall('reverse'),
          times(median(turned(candidate, 'totalMs'))),
          times(median(turned(candidate, 'cpuMs'))),
        ]
      }),
    ),
    rows: [
      row('over bare MSW', overMsw('vitest-replay', 'totalMs'), { target: 0.7, unit: 'x' }),
      row('CPU over bare MSW', overMsw('vitest-replay', 'cpuMs'), { target: 0.7, unit: 'x' }),
      row('reverse over recorded order', turned('vitest-replay', 'totalMs'), {
        target: 1.05,
        unit: 'x',
      }),
      row('reverse over recorded order, CPU', turned('vitest-replay', 'cpuMs'), {
        target: 1.05,
        unit: 'x',
      }),
    ],
  }
}
