import type { Verdict } from './verdict.ts'

/** The facts of a run that thresholds are evaluated on. */
export interface JudgedRun {
  matchRate: number | null
  receipt: { served: number; live: number; blocked: number }
}

/**
 * Evaluates a run by its match rate. A blocked request fails at any rate, and so does a replay that
 * replayed nothing.
 *
 * @param min 0 to 1.
 * @param accepted The number of blocked requests that are accepted.
 */
export function evaluateMatchRate(run: JudgedRun, min: number, accepted = 0): Verdict {
  if (run.matchRate === null) {
    return {
      pass: true,
      message: 'the run was recorded without being verified, so there is no match rate yet',
    }
  }
  if (run.receipt.blocked > accepted) {
    return {
      pass: false,
      message: `${run.receipt.blocked} blocked: requests that are not in the cassette${accepted > 0 ? ` (${accepted} accepted)` : ''}`,
    }
  }
  if (run.receipt.served + run.receipt.live === 0) {
    return {
      pass: false,
      message: 'nothing was replayed: the agent made none of the recorded calls',
    }
  }
  return {
    pass: run.matchRate >= min,
    message: `match rate ${formatRate(run.matchRate)}, at least ${formatRate(min)} wanted (matched positions / all aligned positions)`,
  }
}

/** A rate with up to three decimals, never rounded up to 1. */
export function formatRate(rate: number): string {
  return String(Math.floor(rate * 1000) / 1000)
}
