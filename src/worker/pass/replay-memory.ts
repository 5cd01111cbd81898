import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import { createVolatileMemory, type VolatileMemory } from '../../core/matching/volatile-values.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'
import type { RunEnvironment } from '../environment/run-environment.ts'
import type { RunOptions } from '../../core/options/run-options.ts'

/** A recording is timed from the agent's start, which comes a moment after the header was dated. */
const SLACK = 1000

/** What a replay can tell its own volatile values by: when both runs lasted, and what they were given. */
export function replayMemory(
  cassette: Cassette,
  options: RunOptions,
  world: { environment?: RunEnvironment; isPerturbed: boolean },
): VolatileMemory {
  const { header, end } = cassette
  const { environment, isPerturbed } = world
  const from = Date.parse(header.recordedAt)
  const memory = createVolatileMemory({
    recorded: { from, to: from + (end?.totals.duration ?? 0) + SLACK },
    replayedFrom: Date.now(),
    now: () => Date.now(),
    ...(environment ? { given: () => environment.window } : {}),
    // Given back, a journalled id does not vary when the recording is verified; it is the run's own all the same.
    varied:
      end?.verified && !isPerturbed ? new Set([...(end.volatile ?? []), ...drawnIds(end)]) : null,
  })
  // What the test hands over is no work of the run.
  memory.known.addSame(() => header.input?.json ?? null)
  memory.known.addSame(() => describeValue(options.input ?? null).json)
  memory.known.addSame(() => describeValue(options.resources ?? null).json)
  return memory
}

function drawnIds({ environment }: CassetteEnd): string[] {
  const sites = environment?.sites ?? []
  return sites
    .filter(({ api }) => api === 'crypto.randomUUID')
    .flatMap(({ values }) => values.map(String))
}
