import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { Matchable } from '../../core/matching/matchable.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'

/** A call in the form it is matched in, after the match rules. */
export interface AskedCall {
  operation: string
  /** `null` where the text was the recorded one, and was not parsed. */
  asked: Matchable | null
}

interface AnsweredCall extends AskedCall {
  /** The recorded action whose answer is served. */
  recorded: RecordedAction
  /** The same with the ids of this replay. */
  answer: RecordedAction
}

/**
 * A recorded action answers.
 *
 * - `equal`: it was asked the same.
 * - `volatile`: it was asked the same except for `values`, which both runs generated.
 * - `mismatched`: it was asked something else; a divergence.
 */
export type Answered =
  | ({ kind: 'equal' } & AnsweredCall)
  | ({ kind: 'volatile'; values: VolatileValue[] } & AnsweredCall)
  | ({ kind: 'mismatched' } & AnsweredCall)

/**
 * No recorded action answers.
 *
 * - `unrecorded`: none of this operation is left; `nearest` is the most similar one, already served.
 * - `diverged`: only a mismatched one would, and the run stops at its first divergence. It is consumed all the same.
 * - `stopped`: the run has stopped at an earlier divergence.
 */
export type Blocked = { kind: 'blocked' } & AskedCall &
  (
    | { cause: 'unrecorded'; nearest: RecordedAction | null }
    | { cause: 'diverged'; nearest: RecordedAction }
    | { cause: 'stopped'; nearest: null }
  )

/** The answer to a call of a replay. */
export type Decision = Answered | Blocked

/** A mismatched answer that a later, nearer request took over: the earlier request has no recorded counterpart left. */
export type Reclaimed = { kind: 'reclaimed' } & AnsweredCall
