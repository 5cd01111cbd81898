import { jsonEqual } from '../../json.ts'
import type { ReleaseRun } from '../runs/performed-run.ts'
import type { RunPair } from './pair-runs.ts'

/**
 * Leaves out the recordings of the head whose test was renamed without them: no test of its report has them, and a test of the
 * same file and input found none. What the base's run did is missing then, whatever still lies in the folder.
 */
export function leaveRenamed(pairs: readonly RunPair[], head: readonly ReleaseRun[]): RunPair[] {
  const unrecorded = head.filter(
    ({ isStored, recordings, replay }) =>
      !isStored && recordings.length === 0 && replay?.recording.recordedAt === null,
  )
  if (unrecorded.length === 0) return [...pairs]
  return pairs.map((pair) => {
    const stored = pair.head
    if (!pair.base || !stored?.isUnreported || stored.replay) return pair
    const to = unrecorded.find(
      ({ identity, input }) =>
        identity.file === stored.identity.file && jsonEqual(input ?? null, stored.input ?? null),
    )
    return to ? { ...pair, head: null, renamedTo: to.identity.fullName } : pair
  })
}
