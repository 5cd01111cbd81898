import type { Change, Script } from '../../../fixtures/projects/trajectories/script.ts'
import type { Cause, DivergenceKind } from '../../../src/core/divergence/schema.ts'
import type { Random } from './random.ts'

/** Where a change must be named: one action of either side, or several that are equally right. */
export interface Expected {
  cause: Cause
  kind?: DivergenceKind
  /** Indices of recorded actions; `[null]` where the recording has none. */
  recorded: Array<number | null>
  replayed: Array<number | null>
  /** The change is in what the run gives back, after all actions. */
  final?: true
}

/** A change of a script, and what a replay must say of it. */
export interface SeededChange {
  change: Change
  expected: Expected
}

/** Makes a change of one kind at a random place; `null` where a script has no place for it. */
export type MakeChange = (
  script: Script,
  random: Random,
) => { change: Omit<Change, 'kind'>; expected: Expected } | null

/** A change that shows in one action that both sides have. */
export function sameAction(cause: Cause, place: number, kind?: DivergenceKind): Expected {
  return { cause, recorded: [place], replayed: [place], ...(kind ? { kind } : {}) }
}
