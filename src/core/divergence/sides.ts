import type { PathDifference } from './differences/json-paths.ts'
import type { SourceLocation } from './schema.ts'
import type { JsonValue } from '../json.ts'
import type { Matchable } from '../matching/matchable.ts'

/** An action of either side, with the facts that alignment uses. */
export interface SideAction {
  index: number
  type: string
  name: string
  operation: string
  parent: number | null
  /** Milliseconds since the start of the run. */
  start: number
  duration: number
  /** Milliseconds until a response's headers came. */
  timeToHeadersMs?: number | null | undefined
  /** The request, or the inputs of a call; `null` where unknown. */
  asked: Matchable | null
}

/** An action of a replay. */
export interface ReplayedAction extends SideAction {
  /** The recorded action whose answer was served, its counterpart or not; `null` where none was. */
  answeredBy: number | null
  /** `true` if the request equals that of the action that answered it. */
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

/** An action of the recording, with its result. */
export interface RecordedSide extends SideAction {
  readonly output: JsonValue | undefined
}

/** An action of the replay, with its facts to be judged. */
export interface ReplayedSide extends ReplayedAction {
  /** The answer that was served, or the output of an action that was executed. */
  readonly output: JsonValue | undefined
  /** Places where the output of an executed action differs from the recorded one. */
  outputDifferences: PathDifference[]
  blocked: boolean
  source: SourceLocation | null
}

/** The end of the replayed run, and other changes known since the recording. */
export interface RunEnd extends Surroundings {
  /** Places where the run's final output (or error) differs from the recorded one. */
  finalOutput: PathDifference[]
  /** The error that the replayed run threw, as text; `null` where it threw none. */
  error: string | null
}

/** Questions of the alignment about the actions of both sides. */
export interface Siblings {
  /** Returns equal numbers for equal requests. */
  requestKey(action: SideAction, side: 'recorded' | 'replayed'): number
  /**
   * Returns equal numbers for requests that add the same to their conversation, whatever its
   * history.
   */
  turnKey(action: SideAction, side: 'recorded' | 'replayed'): number
  /** Nearness of two requests of the same operation, 0 to 1. */
  nearness(recorded: SideAction, replayed: SideAction): number
}

/** Other changes known since the recording. */
export interface Surroundings {
  /** The resources whose hash changed, with their present values. */
  changedResources: ReadonlyArray<{ name: string; value: JsonValue }>
  /** Places where the test gives the agent another input than it was recorded with. */
  changedInput?: readonly PathDifference[]
  /** Packages of another version than recorded, e.g. `openai 5.1.0 -> 6.2.0`. */
  upgrades: readonly string[]
  /**
   * Returns `true` for a difference that may consist of values each run generates: beside a real
   * change, it is noise.
   */
  isNoise?(difference: PathDifference): boolean
}
