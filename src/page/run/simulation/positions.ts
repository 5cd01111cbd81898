import type { Divergence } from '../../../core/divergence/schema.ts'
import type { RecordedActionReport, ReportAction, RunReport } from '../../../core/report/schema.ts'

/** A place of the aligned run: what was recorded beside what was replayed. */
export interface Position {
  index: number
  recorded: RecordedActionReport | null
  replayed: ReportAction | null
  divergence: Divergence | null
  /** Whether this is the run's final output. */
  final: boolean
}

/** The aligned run. Divergences know their place and both sides; what lies between them matched, in the replay's order. */
export function alignedPositions(run: RunReport): Position[] {
  const recordedBy = new Map(run.recordedActions.map((action) => [action.index, action]))
  const replayedBy = new Map(run.actions.map((action) => [action.index, action]))
  const diverging = new Map(run.divergences.map((divergence) => [divergence.index, divergence]))
  const named = new Set(run.divergences.map(({ replayedIndex }) => replayedIndex))
  const matched = run.actions.filter(({ index }) => !named.has(index))
  const last = Math.max(-1, ...diverging.keys())
  const positions: Position[] = []
  let next = 0
  for (let index = 0; index <= last || next < matched.length; index++) {
    const divergence = diverging.get(index) ?? null
    const replayed = divergence
      ? (replayedBy.get(divergence.replayedIndex ?? -1) ?? null)
      : (matched[next++] ?? null)
    const recordedIndex = divergence ? divergence.recordedIndex : (replayed?.recorded ?? null)
    const recorded = recordedBy.get(recordedIndex ?? -1) ?? null
    const final = divergence !== null && isFinal(divergence)
    if (divergence || replayed) positions.push({ index, recorded, replayed, divergence, final })
  }
  if (!positions.at(-1)?.final)
    positions.push({
      index: (positions.at(-1)?.index ?? -1) + 1,
      recorded: null,
      replayed: null,
      divergence: null,
      final: true,
    })
  return positions
}

function isFinal({ cause, recordedIndex, replayedIndex, action }: Divergence): boolean {
  return (
    cause === 'final_output' ||
    (recordedIndex === null && replayedIndex === null && action === 'final output')
  )
}
