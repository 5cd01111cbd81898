import { alignedPositions } from '../../../core/report/aligned-positions.ts'
import type { Divergence } from '../../../core/divergence/schema.ts'
import type { RecordedActionReport, ReportAction } from '../../../core/report/action-schema.ts'
import type { RunReport } from '../../../core/report/schema.ts'

/** A place of the aligned run: what was recorded beside what was replayed. */
export interface ShownPosition {
  index: number
  recorded: RecordedActionReport | null
  replayed: ReportAction | null
  divergence: Divergence | null
  /** Marks the run's final output. */
  final: boolean
}

/** The aligned run, its final output last. */
export function shownPositions(run: RunReport): ShownPosition[] {
  const recordedBy = new Map(run.recordedActions.map((action) => [action.index, action]))
  const positions = alignedPositions(run).map(
    ({ recorded, action, divergence }, index): ShownPosition => ({
      index: divergence?.index ?? index,
      recorded: recorded === null ? null : (recordedBy.get(recorded) ?? null),
      replayed: action,
      divergence,
      final: false,
    }),
  )
  const final = run.divergences.find(
    ({ recordedIndex, replayedIndex }) => recordedIndex === null && replayedIndex === null,
  )
  const end = { recorded: null, replayed: null, divergence: final ?? null, final: true }
  return [...positions, { index: final?.index ?? positions.length, ...end }]
}
