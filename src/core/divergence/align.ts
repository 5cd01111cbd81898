import type { Matchable } from '../matching/matchable.ts'
import { alignSiblings, type Siblings } from './siblings.ts'

/** An action of either side, as alignment looks at it. */
export interface SideAction {
  index: number
  type: string
  name: string
  operation: string
  parent: number | null
  /** Milliseconds since the start of the run. */
  start: number
  duration: number
  /** What was asked; `null` where nothing is known of it. */
  asked: Matchable | null
}

/** An action of a replay. */
export interface ReplayedAction extends SideAction {
  /** The recorded action whose answer it was given, its own or not. */
  answeredBy: number | null
  /** Whether that action was asked the same. */
  matches: boolean
}

/**
 * One place of the aligned run.
 *
 * - `matched`: the same action on both sides; `moved` when it came out of the recorded order.
 * - `changed`: the same operation, asked something else.
 * - `replaced`: another action in its place.
 * - `missing`, `extra`: on one side only.
 */
export type Position<
  Recorded extends SideAction = SideAction,
  Replayed extends ReplayedAction = ReplayedAction,
> =
  | { kind: 'matched'; recorded: Recorded; replayed: Replayed; moved: boolean }
  | { kind: 'changed'; recorded: Recorded; replayed: Replayed }
  | { kind: 'replaced'; recorded: Recorded; replayed: Replayed }
  | { kind: 'missing'; recorded: Recorded; replayed: null }
  | { kind: 'extra'; recorded: null; replayed: Replayed }

/**
 * Aligns two runs as sequences of actions, so that one inserted or dropped action is one position and not a cascade.
 * Actions within an action are aligned with those within its counterpart.
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

/** The parent of no action. */
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
