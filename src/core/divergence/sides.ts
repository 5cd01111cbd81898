import type { PathDifference } from './differences/json-paths.ts'
import type { SourceLocation } from './schema.ts'
import type { JsonValue } from '../json.ts'
import type { Matchable } from '../matching/matchable.ts'

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

/** What alignment is told of the actions it aligns. */
export interface Siblings {
  /** The same number for the same request. */
  requestKey(action: SideAction, side: 'recorded' | 'replayed'): number
  /** The same number for requests that add the same to their conversation, whatever its history. */
  turnKey(action: SideAction, side: 'recorded' | 'replayed'): number
  /** How near two requests of the same operation are, 0 to 1. */
  nearness(recorded: SideAction, replayed: SideAction): number
}

/** What else is known to have changed since the recording. */
export interface Surroundings {
  /** The resources whose hash changed, with what they are now. */
  changedResources: ReadonlyArray<{ name: string; value: JsonValue }>
  /** Packages of another version than recorded, e.g. `openai 5.1.0 -> 6.2.0`. */
  upgrades: readonly string[]
  /** Whether a difference may be of values that each run generates: beside what changed, it is noise. */
  isNoise?(difference: PathDifference): boolean
}
