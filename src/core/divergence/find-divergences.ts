import { alignActions } from './align/align.ts'
import { RunSides } from './align/run-sides.ts'
import { Judge } from './judge/judge.ts'
import type { Divergence } from './schema.ts'
import type { Position, RecordedSide, ReplayedSide, RunEnd } from './sides.ts'

/** The divergences of an aligned run in order, and the number of its positions. */
export interface Findings {
  divergences: Divergence[]
  positions: number
}

/**
 * Aligns a replay with its recording and lists the divergences: first causes, and consequences with
 * the index of the cause that they follow from.
 */
export function findDivergences(
  recorded: readonly RecordedSide[],
  replayed: readonly ReplayedSide[],
  end: RunEnd,
): Findings {
  const compared = new RunSides(recorded, replayed)
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

/** Returns `true` if one action was called by the other, on either side. */
function isWithin(inner: Position, outer: Position): boolean {
  return (['recorded', 'replayed'] as const).some((side) => {
    const parent = inner[side]?.parent ?? null
    return parent !== null && parent === outer[side]?.index
  })
}
