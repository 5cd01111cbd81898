import { interleave, measure, median } from '../child.mjs'
import { ms, renderTable } from '../table.mjs'

const CANDIDATES = ['none', 'vitest-replay', 'vcr-test', 'nock', 'polly']
const STREAMS = 30

/** Records streams of five events, 20 ms apart, and looks when the first event reaches the agent. */
export async function firstEvent(rounds) {
  const results = await interleave(CANDIDATES, rounds, async (candidate) => {
    const { result } = await measure(candidate, 'stream', 'record', STREAMS, {
      name: `stream-${process.pid}-${counter++}`,
    })
    // A busy machine only ever adds: the quieter half of the streams tells what the recorder adds.
    return median(result.sort((a, b) => a - b).slice(0, STREAMS / 2))
  })
  const later = (candidate) =>
    median(results[candidate].map((first, round) => first - results['none'][round]))
  return {
    title: 'The first event of a stream that lasts 80 ms, while recording',
    table: renderTable(
      ['', 'first event ms', 'later by ms'],
      CANDIDATES.map((candidate) => [
        candidate,
        ms(median(results[candidate])),
        ms(later(candidate)),
      ]),
    ),
    limits: [
      { what: 'later than without recording', value: later('vitest-replay'), max: 5, unit: ' ms' },
    ],
  }
}

let counter = 0
