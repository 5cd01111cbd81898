import { plural } from '../../../core/words/plural.ts'
import { ReplayError } from '../../../core/errors.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import type { ObservedAction } from '../observed-action.ts'

/** The guard's decision on a call: it may be made, is refused, or is never answered. */
export type Admission = 'admitted' | 'refused' | 'unanswered'

/** Ends a run that goes beyond its limits. */
export interface RunGuard {
  /** The reason for ending the run. */
  readonly error: ReplayError | undefined
  /** The reason as a part of a sentence, where it comes before all other problems of a replay. */
  readonly reason: string | undefined
  /** Milliseconds that the recorded run had taken. */
  readonly recordedDuration?: number
  /** Decides on one more action. */
  admit(actions: readonly ObservedAction[], type: ObservedAction['type']): Admission
  /** Ends the run if it makes one call of a model too many; only where these are limited. */
  stopModel?(actions: readonly ObservedAction[]): ReplayError | undefined
  /** Ends the run of an agent that does not end by itself. */
  giveUp?(reason: string): void
  /** Waits for the agent, but no longer than its limits allow. */
  whileItLasts<T>(work: T | Promise<T>): Promise<T>
}

/** The number of refusals before calls are no longer answered: enough for an agent that handles errors to end. */
export const REFUSALS = 10

const LEAST_EXTRA = 10

/** Returns the number of actions that a replay may make beyond the recorded ones, unless an option sets it. */
export function defaultExtraActions(recorded: number): number {
  return Math.max(LEAST_EXTRA, 2 * recorded)
}

/**
 * Ends a replay whose agent makes far more calls than were recorded. An agent that swallows every error would go on
 * for ever, and one that never leaves the microtask queue would stop the whole worker with it: so its calls are
 * refused a few times, and from then on they are never answered.
 */
export class RunawayGuard implements RunGuard {
  error: ReplayError | undefined
  reason: string | undefined
  readonly #name: string
  readonly #recorded: number
  readonly #extra: number
  readonly #end: Promise<never>
  #finish!: (error: ReplayError) => void
  #refused = 0

  readonly recordedDuration: number

  constructor(
    name: string,
    recorded: number,
    extra = defaultExtraActions(recorded),
    recordedDuration = 0,
  ) {
    this.#name = name
    this.recordedDuration = recordedDuration
    this.#recorded = recorded
    this.#extra = extra
    this.#end = new Promise((_, reject) => (this.#finish = reject))
    this.#end.catch(() => {})
  }

  /** Decides on one more action. */
  admit(actions: readonly ObservedAction[]): Admission {
    if (!this.error && actions.length < this.#recorded + this.#extra) return 'admitted'
    if (!this.error) {
      this.reason = `the agent ran away: after ${this.#recorded} recorded actions and ${this.#extra} more (option "budget.extraActions") it still went on; most of them: ${escapeTerminal(mostRepeated(actions))}`
      this.error = this.#describe(this.reason)
      this.#finish(this.error)
    }
    return this.#refused++ < REFUSALS ? 'refused' : 'unanswered'
  }

  /** Ends the run of an agent that does not end by itself. */
  giveUp(reason: string): void {
    if (this.error) return
    this.reason = `the agent does not end: ${reason}`
    const remedy = 'Find out what it waits for, or record it again'
    this.error = this.#describe(this.reason, remedy)
    this.#finish(this.error)
  }

  /** Waits for the agent, but no longer than it takes to run away. */
  whileItLasts<T>(work: T | Promise<T>): Promise<T> {
    return Promise.race([work, this.#end])
  }

  #describe(reason: string, remedy = this.#moreActions()): ReplayError {
    const attempted = `Failed to replay "${this.#name}"`
    return new ReplayError('AGENT_RAN_AWAY', { attempted, reason, remedy })
  }

  #moreActions(): string {
    const extra = this.#extra * 2 || LEAST_EXTRA
    return `Find out why the agent does not stop, or allow more actions with budget: { extraActions: ${extra} }`
  }
}

function mostRepeated(actions: readonly ObservedAction[]): string {
  const counts = new Map<string, number>()
  for (const { type, name } of actions) {
    const call = `${type} "${name}"`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most ? `${most[0]}, ${plural(most[1], 'time')}` : 'none'
}
