import type { RecordedAction } from '../core/cassette/schema.ts'

/** A sign of life at most this often, in milliseconds. */
const EVERY = 5000

/**
 * Says how far a long recording is, and what it has cost so far, while it lasts. A short one says nothing.
 *
 * @returns What is told of each recorded action.
 */
export function recordingProgress(
  name: string,
  print: (line: string) => void,
  now: () => number = () => performance.now(),
): (action: RecordedAction) => void {
  let said = now()
  let count = 0
  let cost: number | null = 0
  return ({ llm, response }) => {
    count++
    if (llm && (response?.status ?? 0) < 400)
      cost = cost === null || llm.costUsd === null ? null : cost + llm.costUsd
    if (now() - said < EVERY) return
    said = now()
    const actions = `${count} ${count === 1 ? 'action' : 'actions'}`
    const spent = cost === null ? 'cost unknown' : `$${cost.toFixed(4)}`
    print(`[vitest-replay] recording "${name}": ${actions}, ${spent} so far`)
  }
}
