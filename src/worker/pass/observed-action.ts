import type { ActionType, RecordedAction } from '../../core/cassette/schema.ts'
import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { Matchable } from '../../core/matching/matchable.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { ErrorFacts, Treatment } from '../../core/report/action-schema.ts'
import type { Blocked, Decision, Reclaimed } from './decision.ts'

export interface ActionIdentity {
  type: ActionType
  name: string
  operation: string
}

/** The request or the inputs of a call. */
export type CallContent = Pick<RecordedAction, 'request' | 'inputs'>

/** The decision on a call, and its content. */
export interface Filed<Decided> {
  decision: Decided
  /** The request or inputs, where they are not the recorded ones. */
  content?: CallContent | undefined
}

/** Differences between the outcome of what ran and the recorded one. */
export interface OutcomeDifferences {
  output: PathDifference[]
  /** Values in which they differ, and which both runs generated. */
  volatile: VolatileValue[]
}

export const NO_DIFFERENCES: OutcomeDifferences = { output: [], volatile: [] }

/** The reason for running an action for real; `mismatched` in place of the recorded action that answers it. */
export type RunReason = 'recorded' | 'executed' | 'live' | 'mismatched'

/** The progress of an action: it is asked, then served, blocked, or run to its end. */
export type ActionState =
  | { kind: 'asked' }
  | {
      kind: 'served'
      decision: Exclude<Decision, Blocked> | Reclaimed
      fresh: RecordedAction
      content: CallContent | undefined
    }
  | {
      kind: 'blocked'
      /** `null` for a socket: no recorded action is a socket. */
      decision: Blocked | null
      error: ErrorFacts
      content: CallContent | undefined
    }
  | {
      kind: 'running'
      reason: RunReason
      /** `null` while recording. */
      decision: Decision | Reclaimed | null
      content: CallContent | undefined
    }
  | {
      kind: 'ran'
      reason: RunReason
      decision: Decision | Reclaimed | null
      content: CallContent | undefined
      fresh: RecordedAction
      differences: OutcomeDifferences
    }

/** An action of the present run, in the order actions were started. The ledger of the pass alone changes it. */
export interface ObservedAction extends Readonly<ActionIdentity> {
  readonly index: number
  readonly parent: number | null
  /** Milliseconds since the start of the run. */
  readonly start: number
  /** Its start on the real clock, in milliseconds since 1970. */
  readonly startedAt: number
  /** It came without the run's async context. */
  readonly isAttributed: boolean
  /** An interval of the run made it. */
  readonly isRecurring: boolean
  /** The line of the user's code that made the call, else the nearest that is known. */
  readonly source: SourceLocation | null
  readonly located: SourceLocation | null
  readonly state: ActionState
  readonly treatment: Treatment
  /** The recorded action that answered, or was consumed in its place; `null` once another request reclaimed it. */
  readonly recorded: RecordedAction | null
  /** The recorded action was asked the same. */
  readonly matches: boolean
  /** The recorded action whose answer was served, reclaimed or not. */
  readonly answer: RecordedAction | null
  /** The request in the form it was matched in; `null` where its text was the recorded one. */
  readonly matchable: Matchable | null
  /** Differences of the outcome of what ran. */
  readonly output: readonly PathDifference[]
  /** Values in which request and outcome differ, and which both runs generated. */
  readonly volatile: readonly VolatileValue[]
  /** The request or inputs, where they are not the recorded ones. */
  readonly asked: CallContent | undefined
  /** The reason for blocking it. */
  readonly error: ErrorFacts | undefined
  /** The action as a cassette stores it; absent until it is over. */
  readonly fresh: RecordedAction | undefined
}
