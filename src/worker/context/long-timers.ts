import { workerState } from './scope.ts'

/** Milliseconds: recording does not wait for timers of modules that are set for longer. */
export const LONGEST_AWAITED = 2000

/** Milliseconds within which a request follows from a timer that has fired. */
const FOLLOWED = 50

/** Wraps the callback of a timer that belongs to no test and fires too late for any recording to have seen it. */
export function notingLongTimer<Arguments extends unknown[]>(
  delay: number,
  callback: (...args: Arguments) => void,
): (...args: Arguments) => void {
  if (!(delay > LONGEST_AWAITED)) return callback
  return function (this: unknown, ...args) {
    noteLongTimer(delay)
    Reflect.apply(callback, this, args)
  }
}

/** Notes that a timer has fired, if it is such a one. */
export function noteLongTimer(delay: number): void {
  if (delay > LONGEST_AWAITED) workerState.longTimerAt = workerState.now()
}

/** Returns `true` where such a timer has just fired: a call without context may come of it. */
export function followsLongTimer(): boolean {
  return workerState.now() - workerState.longTimerAt <= FOLLOWED
}
