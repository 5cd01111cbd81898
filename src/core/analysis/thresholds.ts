/** The facts of a run that thresholds are evaluated on. */
export interface ThresholdRun {
  matchRate: number | null
  receipt: { served: number; live: number; blocked: number }
}

/** A run compared with a minimum match rate. */
export type MatchRateFinding =
  /** It was recorded without being verified, so there is no match rate yet. */
  | { pass: true; code: 'not_verified' }
  | { pass: false; code: 'blocked'; blocked: number; accepted: number }
  | { pass: false; code: 'nothing_replayed' }
  | { pass: boolean; code: 'compared'; matchRate: number; min: number }

/**
 * Compares a run with a minimum match rate. A blocked request fails whatever the rate, and so does a replay that
 * replayed nothing.
 *
 * @param min 0 to 1.
 * @param accepted The number of blocked requests that are accepted.
 */
export function evaluateMatchRate(run: ThresholdRun, min: number, accepted = 0): MatchRateFinding {
  const { matchRate, receipt } = run
  if (matchRate === null) return { pass: true, code: 'not_verified' }
  const { served, live, blocked } = receipt
  if (blocked > accepted) return { pass: false, code: 'blocked', blocked, accepted }
  if (served + live === 0) return { pass: false, code: 'nothing_replayed' }
  return { pass: matchRate >= min, code: 'compared', matchRate, min }
}
