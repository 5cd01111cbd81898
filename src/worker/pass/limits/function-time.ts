import type { PassOptions } from '../pass-options.ts'

/** Milliseconds that a replay waits for functions that its agent did not wait for, beyond their recorded time. */
const EXECUTION_GRACE = 1000

/** Returns the milliseconds in which functions are waited for; in a replay, one that does not end is a difference of its own. */
export function functionTimeOf({ plan, player }: PassOptions): number {
  if (plan !== 'replay') return Infinity
  const times = player!.recorded.map(({ duration, request }) => (request ? 0 : duration))
  return EXECUTION_GRACE + Math.max(0, ...times)
}
