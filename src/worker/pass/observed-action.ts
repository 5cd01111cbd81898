import type { ActionType, RecordedAction } from '../../core/cassette/schema.ts'
import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { ErrorFacts, Treatment } from '../../core/report/action-schema.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { Matchable } from '../../core/matching/matchable.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import { workerState } from '../context/scope.ts'

/** An action of the present run, filed in the order actions were started. */
export interface ObservedAction {
  index: number
  type: ActionType
  name: string
  operation: string
  parent: number | null
  /** Milliseconds since the start of the run. */
  start: number
  treatment: Treatment
  /** The recorded action that answered, or was consumed in its place. */
  recorded: RecordedAction | null
  /** Whether that action was asked the same. */
  matches: boolean
  /** The recorded action whose answer was served, also where it was asked back for later. */
  answer: RecordedAction | null
  /** What it was matched by, where it was not the very text that was recorded. */
  matchable: Matchable | null
  /** Where the output of what ran differs from the recorded one. */
  output: PathDifference[]
  /** Values in which it differs, and which both runs generated. */
  volatile: VolatileValue[]
  source: SourceLocation | null
  /** The error it ended with, whoever raised it. */
  failed: boolean
  /** What was asked, where it is not what was recorded. */
  asked?: Pick<RecordedAction, 'request' | 'inputs'>
  /** Why it was not answered. */
  error?: ErrorFacts
  /** What is written to the cassette, once it is known. */
  fresh?: RecordedAction
}

/** Numbers the actions of a run. */
export class Timeline {
  readonly actions: ObservedAction[] = []
  #started = workerState.now()

  /** Milliseconds since the start of the run. */
  now(): number {
    return Math.round((workerState.now() - this.#started) * 1000) / 1000
  }

  /** Counts time that a recorded action took as passed. */
  advance(to: number): void {
    this.#started -= Math.max(0, to - this.now())
  }

  open(parent: number | null, source: SourceLocation | null): ObservedAction {
    const action: ObservedAction = {
      index: this.actions.length,
      type: 'http',
      name: '',
      operation: '',
      parent,
      start: this.now(),
      treatment: 'blocked',
      recorded: null,
      matches: false,
      answer: null,
      matchable: null,
      output: [],
      volatile: [],
      source,
      failed: false,
    }
    this.actions.push(action)
    return action
  }
}

/** Milliseconds to three decimals: more is noise in a cassette. */
export function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
