import type { Band } from '../analysis/determinism/schema.ts'

/** Printed with every match rate. */
export const MATCH_RATE_DEFINITION =
  'matched positions / all aligned positions (recorded and replayed actions, and the final output)'

/** Printed with every determinism score. */
export const SCORE_DEFINITION =
  '100 x stable positions / all positions; stable is what has the same name, input and executed output in all replays'

/** The names of the bands of a determinism score. */
export const BAND_NAMES: Record<Band, string> = {
  high: 'highly deterministic',
  moderate: 'moderately deterministic',
  low: 'low determinism',
  none: 'highly non-deterministic',
}
