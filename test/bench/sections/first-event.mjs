import { interleave, measure, median, quieter } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const CANDIDATES = ['none', 'vitest-replay', 'vcr-test', 'nock', 'polly']
const STREAMS = 30

/** Records streams of five events, 20 ms apart, and looks when the first event reaches the agent. */
export async function firstEvent(rounds) {
  const results = await interleave(CANDIDATES, rounds, async (candidate) => {
    const { result } = await measure(candidate, 'stream', 'record', STREAMS, {
      name: `stream-${process.pid}-${counter++}`,
    })
    return quieter(result)
  })
  const later = (candidate) =>
    results[candidate].map((first, round) => first - results['none'][round])
  return {
    title: 'the first event of a stream that lasts 80 ms, while recording',
    table: renderTable(
      ['', 'first event ms', 'later by ms'],
      CANDIDATES.map((candidate) => [
        candidate,
        ms(median(results[candidate])),
        ms(median(later(candidate))),
      ]),
    ),
    rows: [row('later than without recording', later('vitest-replay'), { target: 1, unit: ' ms' })],
  }
}

let counter = 0
