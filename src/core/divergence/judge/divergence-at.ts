import type { Position } from '../sides.ts'
import type { RecordedSide, ReplayedSide } from '../sides.ts'
import type { PathDifference } from '../differences/json-paths.ts'
import type { RequestChange } from '../differences/request-difference.ts'
import type { Divergence } from '../schema.ts'

export type RunPosition = Position<RecordedSide, ReplayedSide>

/** Converts each difference into a change of its own. */
export function changesOf(differences: PathDifference[]): RequestChange[] {
  return differences.map((difference) => ({
    key: JSON.stringify([difference.path, difference.recorded, difference.replayed]),
    differences: [difference],
  }))
}

/** Creates a divergence at a position, still without a kind, a cause or paths of its own. */
export function divergenceAt({ recorded, replayed }: RunPosition, index: number): Divergence {
  return {
    ...emptyDivergence(index, (replayed ?? recorded)!.name),
    source: replayed?.source ?? null,
    recordedIndex: recorded?.index ?? null,
    replayedIndex: replayed?.index ?? null,
  }
}

/** Creates a divergence with neutral fields, for the caller to fill in. */
export function emptyDivergence(index: number, action: string): Divergence {
  return {
    index,
    kind: 'input_mismatch',
    action,
    firstCause: true,
    causedBy: null,
    cause: 'unknown',
    paths: [],
    source: null,
    recordedIndex: null,
    replayedIndex: null,
    note: null,
  }
}
