import { workerState } from './scope.ts'

/** Resolves in the event loop's next turn, even while a test's timers are fake. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => workerState.setImmediate(resolve))
}
