import type { JsonValue } from '../json.ts'
import { alignActions, type Position, type ReplayedAction, type SideAction } from './align.ts'
import type { Surroundings } from './attribute.ts'
import { ComparedRun } from './compared-run.ts'
import type { PathDifference } from './json-paths.ts'
import { Judge } from './judge.ts'
import type { Divergence, SourceLocation } from './schema.ts'

/** An action of the recording, with what it gave back. */
export interface RecordedSide extends SideAction {
  readonly output: JsonValue | undefined
}

/** An action of the replay, with what is to be judged of it. */
export interface ReplayedSide extends ReplayedAction {
  /** What it was given back: the answer that was served, or the output of what ran. */
  readonly output: JsonValue | undefined
  /** Where the output of what ran differs from the recorded one. */
  outputDifferences: PathDifference[]
  blocked: boolean
  source: SourceLocation | null
}

/** How the replayed run ended, and what else is known to have changed. */
export interface RunEnd extends Surroundings {
  /** Where the run's final output (or error) differs from the recorded one. */
  finalOutput: PathDifference[]
  /** What the replayed run threw. */
  error: string | null
}

/** The aligned run: its divergences in order, and how many positions there are. */
export interface Findings {
  divergences: Divergence[]
  positions: number
}

/**
 * Aligns a replay with its recording and lists the divergences: which of them nothing earlier explains, and what the
 * others follow from.
 */
export function findDivergences(
  recorded: readonly RecordedSide[],
  replayed: readonly ReplayedSide[],
  end: RunEnd,
): Findings {
  const compared = new ComparedRun(recorded, replayed)
  const positions = alignActions(recorded, replayed, compared)
  const judge = new Judge(compared, end)
  const open: Array<[position: (typeof positions)[number], index: number]> = []
  for (const [index, position] of positions.entries()) {
    while (open.length > 0 && !isWithin(position, open.at(-1)![0])) judge.close(...open.pop()!)
    judge.position(position, index)
    open.push([position, index])
  }
  while (open.length > 0) judge.close(...open.pop()!)
  judge.end(positions)
  return { divergences: judge.divergences, positions: positions.length + 1 }
}

/** Whether an action was called by another one, on either side. */
function isWithin(inner: Position, outer: Position): boolean {
  return (['recorded', 'replayed'] as const).some((side) => {
    const parent = inner[side]?.parent ?? null
    return parent !== null && parent === outer[side]?.index
  })
}
