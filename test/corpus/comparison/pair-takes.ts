import type { RunPair } from '../../../src/core/comparison/pairing/pair-runs.ts'
import type { Recording, ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'

/** A pair of runs of a task, of these takes. */
export function pairTakes(
  name: string,
  base: ReadonlyArray<Recording>,
  head: ReadonlyArray<Recording>,
): RunPair {
  return { base: runOf(name, base), head: runOf(name, head), renamed: false }
}

/** A run of a task, of these takes. */
export function runOf(
  name: string,
  recordings: ReadonlyArray<Recording>,
  agent: string | null = null,
): ReleaseRun {
  return {
    identity: {
      project: '',
      file: 'tasks.test.ts',
      fullName: name,
      cassette: `__cassettes__/tasks.test.ts/${name}.cassette.jsonl`,
    },
    name,
    agent,
    workflow: null,
    tags: [],
    input: name,
    recordings,
    replay: null,
  }
}
