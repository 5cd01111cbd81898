import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'

/**
 * Has `import { randomUUID } from 'node:crypto'` see what was put into the module. While a test's timers are fake, those of
 * `node:timers` would be published for good: it is left out, and what is imported by name is not covered.
 */
export function publishBuiltins(): void {
  const isFake = [timers.setTimeout, timers.setInterval, timers.setImmediate].some(
    (timer) => 'clock' in timer,
  )
  if (!isFake) syncBuiltinESMExports()
}
