import { alignSiblings } from './siblings.ts'
import { type Siblings } from '../sides.ts'
import type { Position, ReplayedAction, SideAction } from '../sides.ts'

/**
 * Aligns two runs as sequences of actions, so that one inserted or dropped action is one position
 * and not a cascade. Actions within an action are aligned with those within its counterpart.
 */
export function alignActions<Recorded extends SideAction, Replayed extends ReplayedAction>(
  recorded: readonly Recorded[],
  replayed: readonly Replayed[],
  siblings: Siblings,
): Array<Position<Recorded, Replayed>> {
  const within = { recorded: byParent(recorded), replayed: byParent(replayed) }
  const positions: Array<Position<Recorded, Replayed>> = []
  const visit = (parents: [number | null, number | null]) => {
    const left = within.recorded.get(parents[0]) ?? []
    const right = within.replayed.get(parents[1]) ?? []
    for (const position of alignSiblings(left, right, siblings)) {
      positions.push(position)
      const { recorded: a, replayed: b } = position
      visit([a?.index ?? NOBODY, b?.index ?? NOBODY])
    }
  }
  visit([null, null])
  return positions
}

/** The key of actions without a parent. */
const NOBODY = -1

function byParent<Action extends SideAction>(
  actions: readonly Action[],
): Map<number | null, Action[]> {
  const present = new Set(actions.map((action) => action.index))
  const groups = new Map<number | null, Action[]>()
  for (const action of actions) {
    const parent = action.parent !== null && present.has(action.parent) ? action.parent : null
    const group = groups.get(parent)
    if (group) group.push(action)
    else groups.set(parent, [action])
  }
  return groups
}
