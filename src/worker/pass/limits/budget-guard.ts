import { evaluateBudget, type BudgetExcess } from '../../../core/analysis/budget.ts'
import { ReplayError } from '../../../core/errors.ts'
import type { Budget } from '../../../core/options/budget-schema.ts'
import { renderBudget } from '../../../core/words/render-thresholds.ts'
import { workerState } from '../../context/scope.ts'
import type { ObservedAction } from '../observed-action.ts'
import { REFUSALS, type Admission, type RunGuard } from './runaway-guard.ts'

/**
 * Ends a recording whose budget is used up: before the call that would exceed a count, after the call that exceeded an amount,
 * or when the time is over. A price or a number of tokens that is not known ends nothing; it is judged after the run.
 */
export class BudgetGuard implements RunGuard {
  error: ReplayError | undefined
  readonly reason = undefined
  readonly #name: string
  readonly #budget: Budget
  readonly #end: Promise<never>
  #finish!: (error: ReplayError) => void
  #refused = 0

  constructor(name: string, budget: Budget) {
    this.#name = name
    this.#budget = budget
    this.#end = new Promise((_, reject) => (this.#finish = reject))
    this.#end.catch(() => {})
  }

  admit(actions: readonly ObservedAction[], type: ObservedAction['type']): Admission {
    if (!this.error) {
      const excess = this.#excess([...actions, { type }])
      if (!excess) return 'admitted'
      this.#stop(excess)
    }
    return this.#refused++ < REFUSALS ? 'refused' : 'unanswered'
  }

  async whileItLasts<T>(work: T | Promise<T>): Promise<T> {
    const { seconds } = this.#budget
    const over = () => this.#stop({ code: 'seconds', value: seconds!, limit: seconds! })
    const timer = seconds === undefined ? undefined : workerState.setTimeout(over, seconds * 1000)
    try {
      return await Promise.race([work, this.#end])
    } finally {
      clearTimeout(timer)
    }
  }

  stopModel(actions: readonly ObservedAction[]): ReplayError | undefined {
    const excess = this.#excess(actions)
    if (excess) this.#stop(excess)
    return this.error
  }

  #excess(actions: readonly Counted[]): BudgetExcess | undefined {
    const calls = actions.map(({ type }) => ({ type, name: '', key: '' }))
    const spent = sum(actions, ({ costUsd }) => costUsd ?? 0)
    const tokens = sum(
      actions,
      ({ usage }) => (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
    )
    // Time has a limit of its own, and what repeats is judged when the run is over.
    const {
      seconds: _seconds,
      repeatedCalls: _calls,
      repeatedWrites: _writes,
      ...budget
    } = this.#budget
    return evaluateBudget({ costUsd: spent, tokens, seconds: 0, actions, calls }, budget)
      .exceeded[0]
  }

  #stop(excess: BudgetExcess): void {
    if (this.error) return
    this.error = new ReplayError(excess.code === 'steps' ? 'STEP_LIMIT' : 'BUDGET_USED_UP', {
      attempted: `Failed to record "${this.#name}"`,
      reason: `its budget ended it: ${renderBudget({ pass: false, exceeded: [excess] })}`,
      remedy: 'Look for calls that repeat, or raise the limit in the option "budget"',
    })
    this.#finish(this.error)
  }
}

/** An action, as far as a budget counts it; one that is not over has cost nothing yet. */
type Counted = Pick<ObservedAction, 'type'> & Partial<Pick<ObservedAction, 'fresh'>>

function sum(
  actions: readonly Counted[],
  read: (model: NonNullable<NonNullable<ObservedAction['fresh']>['llm']>) => number,
): number {
  return actions.reduce((total, { fresh }) => total + (fresh?.llm ? read(fresh.llm) : 0), 0)
}

const LIMITS = ['usd', 'actions', 'steps', 'toolCalls', 'tokens', 'seconds'] as const

/** Checks that a budget limits a run that is recorded. */
export function limitsRecording(budget: Budget | undefined): budget is Budget {
  return LIMITS.some((limit) => budget?.[limit] !== undefined)
}
