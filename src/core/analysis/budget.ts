import type { Budget } from '../options/budget-schema.ts'
import type { Verdict } from './verdict.ts'

/** The facts of a run that a budget limits. */
export interface BudgetedRun {
  costUsd: number | null
  tokens: number | null
  actions: readonly unknown[]
  /** `key` is equal for equal inputs. */
  calls: ReadonlyArray<{ name: string; type: string; key: string }>
}

/**
 * Evaluates a run against a budget. An unknown value exceeds any limit on it: an unknown price is
 * not 0.
 */
export function evaluateBudget(run: BudgetedRun, budget: Budget): Verdict {
  const over: string[] = []
  const check = (what: string, value: number | null, limit: number | undefined) => {
    if (limit === undefined) return
    if (value === null) over.push(`${what} unknown, at most ${limit} allowed`)
    else if (value > limit) over.push(`${what} ${value}, at most ${limit} allowed`)
  }
  check('cost in USD', run.costUsd, budget.usd)
  check('actions', run.actions.length, budget.actions)
  check('tokens', run.tokens, budget.tokens)
  if (budget.repeatedCalls !== undefined) {
    for (const [call, count] of countCalls(run)) {
      if (count > budget.repeatedCalls)
        over.push(
          `"${call}" was called ${count} times with the same inputs, at most ${budget.repeatedCalls} allowed`,
        )
    }
  }
  return over.length === 0
    ? { pass: true, message: 'the run stays within its budget' }
    : { pass: false, message: over.join('; ') }
}

function countCalls(run: BudgetedRun): Map<string, number> {
  const counts = new Map<string, { name: string; count: number }>()
  for (const { name, type, key } of run.calls) {
    if (type !== 'tool') continue
    const call = `${name} ${key}`
    const entry = counts.get(call)
    if (entry) entry.count++
    else counts.set(call, { name, count: 1 })
  }
  const byName = new Map<string, number>()
  for (const { name, count } of counts.values())
    byName.set(name, Math.max(count, byName.get(name) ?? 0))
  return byName
}
