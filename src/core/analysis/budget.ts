import type { Budget } from '../options/budget-schema.ts'

/** The facts of a run that a budget limits. */
export interface BudgetedRun {
  costUsd: number | null
  tokens: number | null
  /** The time that the agent took when it was recorded. */
  seconds: number | null
  actions: readonly unknown[]
  /** `key` is the same for the same inputs. */
  calls: ReadonlyArray<{ name: string; type: string; key: string }>
  /** Lists the writes to services. */
  writes?: () => readonly SentWrite[]
}

/** A request that changes something each time it is sent. */
export interface SentWrite {
  name: string
  /** The same for the same URL and body. */
  key: string
  /** Writes with the same one take effect once; `null` without. */
  idempotencyKey: string | null
}

/** A limit of a budget that a run exceeds; what is unknown (`null`) exceeds any limit. */
export type BudgetExcess =
  | {
      code: 'usd' | 'actions' | 'steps' | 'toolCalls' | 'tokens' | 'seconds'
      value: number | null
      limit: number
    }
  | { code: 'repeated_calls' | 'repeated_writes'; name: string; value: number; limit: number }

/** A run compared with its budget. */
export interface BudgetFinding {
  pass: boolean
  exceeded: readonly BudgetExcess[]
}

/** Compares a run with a budget. What is unknown exceeds any limit on it: an unknown price is not 0. */
export function evaluateBudget(run: BudgetedRun, budget: Budget): BudgetFinding {
  const ofType = (wanted: string) => run.calls.filter(({ type }) => type === wanted).length
  const values = {
    usd: run.costUsd,
    actions: run.actions.length,
    steps: ofType('llm'),
    toolCalls: ofType('tool'),
    tokens: run.tokens,
    seconds: run.seconds,
  }
  const exceeded: BudgetExcess[] = (Object.keys(values) as Array<keyof typeof values>).flatMap(
    (code) => {
      const [value, limit] = [values[code], budget[code]]
      return limit !== undefined && (value === null || value > limit)
        ? [{ code, value, limit }]
        : []
    },
  )
  const limit = budget.repeatedCalls
  if (limit !== undefined)
    for (const [name, value] of countCalls(run))
      if (value > limit) exceeded.push({ code: 'repeated_calls', name, value, limit })
  const { repeatedWrites } = budget
  if (repeatedWrites !== undefined)
    for (const { name, value } of countWrites(run.writes?.() ?? []))
      if (value > repeatedWrites)
        exceeded.push({ code: 'repeated_writes', name, value, limit: repeatedWrites })
  return { pass: exceeded.length === 0, exceeded }
}

function countWrites(writes: readonly SentWrite[]): Array<{ name: string; value: number }> {
  const effects = new Map<string, { name: string; keys: Set<unknown> }>()
  for (const { name, key, idempotencyKey } of writes) {
    const sent = effects.get(key) ?? { name, keys: new Set() }
    effects.set(key, sent)
    // One without a key is like no other.
    sent.keys.add(idempotencyKey ?? Symbol())
  }
  return [...effects.values()].map(({ name, keys }) => ({ name, value: keys.size }))
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
