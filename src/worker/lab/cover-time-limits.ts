import { currentScope } from '../context/scope.ts'

type Limit = typeof AbortSignal.timeout

/**
 * Lets time limits of `AbortSignal.timeout` pass on the clock of a run, as those of `setTimeout` do, and returns a function that
 * takes the cover away.
 *
 * @note Those of Node are no timers that could be found: an answer that is slow would come before them, in no time.
 */
export function coverTimeLimits(): () => void {
  const native = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')!
  const thin: Limit = function timeout(delay) {
    if (!currentScope() || !(delay >= 0)) return (native.value as Limit)(delay)
    const controller = new AbortController()
    const reason = () =>
      new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    setTimeout(() => controller.abort(reason()), delay)
    return controller.signal
  }
  Object.defineProperty(AbortSignal, 'timeout', { ...native, value: thin })
  return () => Object.defineProperty(AbortSignal, 'timeout', native)
}
