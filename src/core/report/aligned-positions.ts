import type { Divergence } from '../divergence/schema.ts'
import type { RunReport } from './schema.ts'
import type { ReportAction } from './action-schema.ts'

/** One position of an aligned run, read from a report. */
export interface AlignedPosition {
  /** The action of the cassette; `null` where the recording has none. */
  recorded: number | null
  action: ReportAction | null
  divergence: Divergence | null
}

/**
 * Puts the positions of a run together again: its actions in order, what is missing where it was recorded. The final
 * output is no action and not among them.
 */
export function alignedPositions(
  run: Pick<RunReport, 'actions' | 'divergences'>,
): AlignedPosition[] {
  const byPlace = new Map<number, Divergence>()
  const diverging = new Set<number>()
  for (const divergence of run.divergences) {
    if (divergence.recordedIndex === null && divergence.replayedIndex === null) continue
    byPlace.set(divergence.index, divergence)
    if (divergence.replayedIndex !== null) diverging.add(divergence.replayedIndex)
  }
  const actions = new Map(run.actions.map((action) => [action.index, action]))
  const matched = run.actions.filter((action) => !diverging.has(action.index))
  const length = matched.length + byPlace.size
  const positions: AlignedPosition[] = []
  for (let place = 0; place < length; place++) {
    const divergence = byPlace.get(place)
    if (divergence) {
      const action =
        divergence.replayedIndex === null ? null : (actions.get(divergence.replayedIndex) ?? null)
      positions.push({ recorded: divergence.recordedIndex, action, divergence })
      continue
    }
    const action = matched.shift()
    if (action) positions.push({ recorded: action.recorded, action, divergence: null })
  }
  return positions
}
