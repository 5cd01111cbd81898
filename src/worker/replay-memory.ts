import type { Cassette } from '../core/cassette/schema.ts'
import { createVolatileMemory, type VolatileMemory } from '../core/matching/volatile-values.ts'
import { describeValue } from './describe-value.ts'
import type { RunOptions } from './run-options.ts'

/** A recording is timed from the agent's start, which comes a moment after the header was dated. */
const SLACK = 1000

/** What a replay can tell its own volatile values by: when both runs lasted, and what they were given. */
export function replayMemory(cassette: Cassette, options: RunOptions): VolatileMemory {
  const { header, end } = cassette
  const from = Date.parse(header.recordedAt)
  const memory = createVolatileMemory({
    recorded: { from, to: from + (end?.totals.duration ?? 0) + SLACK },
    replayedFrom: Date.now(),
    now: Date.now,
    varied: end?.verified ? new Set(end.volatile) : null,
  })
  // What the test hands over is no work of the run.
  memory.known.addSame(() => header.input?.json ?? null)
  memory.known.addSame(() => describeValue(options.input ?? null).json)
  memory.known.addSame(() => describeValue(options.resources ?? null).json)
  return memory
}
