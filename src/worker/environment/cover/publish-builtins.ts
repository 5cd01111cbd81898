import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'

/**
 * Updates the named imports of built-in modules (`import { randomUUID } from 'node:crypto'`) to the
 * covered functions. While a test's timers are fake, this would publish those of `node:timers` for
 * good, so named imports stay uncovered.
 */
export function publishBuiltins(): void {
  const isFake = [timers.setTimeout, timers.setInterval, timers.setImmediate].some(
    (timer) => 'clock' in timer,
  )
  if (!isFake) syncBuiltinESMExports()
}
