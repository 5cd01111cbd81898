import type { ReleaseRun } from './performed-run.ts'

/** The same test's run on both sides; one of them is `null` for a run that is new or gone. */
export interface RunPair {
  readonly base: ReleaseRun | null
  readonly head: ReleaseRun | null
  /** Whether its test or cassette has another name on the head's side. */
  readonly renamed: boolean
}
