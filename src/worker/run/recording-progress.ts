import type { RecordedAction } from '../../core/cassette/schema.ts'

/** A sign of life at most this often, in milliseconds. */
const EVERY = 5000

/**
 * Says how far a long recording is, and what it has cost so far, while it lasts. A short one says nothing.
 *
 * @param name What is recorded, as people are told.
 * @param before What the takes before this one have cost, in USD; `null` where it is not known.
 * @returns What is told of each recorded action.
 */
export function recordingProgress(
  name: string,
  print: (line: string) => void,
  now: () => number = () => performance.now(),
  before: number | null = 0,
): (action: RecordedAction) => void {
  let said = now()
  let count = 0
  let cost = before
  return ({ llm, response }) => {
    count++
    if (llm && (response?.status ?? 0) < 400)
      cost = cost === null || llm.costUsd === null ? null : cost + llm.costUsd
    if (now() - said < EVERY) return
    said = now()
    const actions = `${count} ${count === 1 ? 'action' : 'actions'}`
    print(`[vitest-replay] recording ${name}: ${actions}, ${describeSpent(cost)} so far`)
  }
}

/** An amount that was spent, for people. */
export function describeSpent(cost: number | null): string {
  return cost === null ? 'cost unknown' : `$${cost.toFixed(4)}`
}
