import { workerState } from './scope.ts'

/** Resolves in the event loop's next turn, even while a test's timers are fake. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => workerState.setImmediate(resolve))
}

/** Bytes of a body that are read in one turn. */
const BREATH = 65_536

/**
 * Returns a function to wait for after each piece of a body that is read.
 *
 * @note A stream that has its next piece at once would let nothing else happen: a body without an end is then never answered.
 */
export function breathing(): (bytes: number) => Promise<void> | undefined {
  let read = 0
  return (bytes) => {
    read += bytes
    if (read < BREATH) return undefined
    read = 0
    return nextTurn()
  }
}
