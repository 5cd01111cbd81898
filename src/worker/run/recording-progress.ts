import { formatUsd } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'

/** Milliseconds between two lines, at least. */
const EVERY = 5000

/**
 * Prints the progress of a long recording and its cost so far. A short one prints nothing.
 *
 * @param name What is recorded, in words.
 * @param before The cost of the takes before this one, in USD; `null` where it is not known.
 * @returns Has to be called for each recorded action.
 */
export function recordingProgress(
  name: string,
  print: (line: string) => void,
  now: () => number = () => performance.now(),
  before: number | null = 0,
): (action: RecordedAction) => void {
  let printedAt = now()
  let count = 0
  let cost = before
  return ({ llm, response }) => {
    count++
    if (llm && (response?.status ?? 0) < 400)
      cost = cost === null || llm.costUsd === null ? null : cost + llm.costUsd
    if (now() - printedAt < EVERY) return
    printedAt = now()
    const actions = plural(count, 'action')
    print(`[vitest-replay] recording ${name}: ${actions}, ${describeSpent(cost)} so far`)
  }
}

/** Formats an amount that was spent. */
export function describeSpent(cost: number | null): string {
  return cost === null ? 'cost unknown' : formatUsd(cost)
}
