import type { Verdict } from '../verdict.ts'
import type { Band, Determinism } from './schema.ts'

/** Printed with every score. */
export const SCORE_DEFINITION =
  '100 x stable positions / all positions; stable is what has the same name, input and executed output in all replays'

/** The wording of each band. */
export const BAND_WORDS: Record<Band, string> = {
  high: 'highly deterministic',
  moderate: 'moderately deterministic',
  low: 'low determinism',
  none: 'highly non-deterministic',
}

/**
 * A share as a score from 0 to 100 with one decimal, never rounded up: 100 means all.
 *
 * @example
 * scoreOf(2, 3) // 66.6
 */
export function scoreOf(stable: number, positions: number): number {
  return positions === 0 ? 100 : Math.floor((stable * 1000) / positions) / 10
}

/** The band of a score: `high` from 90, `moderate` from 70, `low` from 50, else `none`. */
export function bandOf(score: number): Band {
  if (score >= 90) return 'high'
  if (score >= 70) return 'moderate'
  return score >= 50 ? 'low' : 'none'
}

/** The scores of several runs as one, by positions: a long run weighs more than a short one. */
export function totalDeterminism(
  measured: ReadonlyArray<Pick<Determinism, 'stable' | 'positions'> | null>,
): number | null {
  let [stable, positions] = [0, 0]
  for (const run of measured) {
    stable += run?.stable ?? 0
    positions += run?.positions ?? 0
  }
  return positions === 0 ? null : scoreOf(stable, positions)
}

/**
 * Evaluates a run by its determinism score. A run without a score does not pass.
 *
 * @param min 0 to 100.
 */
export function evaluateDeterminism(
  determinism: Pick<Determinism, 'score' | 'band' | 'replays'> | null,
  min: number,
): Verdict {
  if (!determinism)
    return { pass: false, message: `determinism was not measured, at least ${min} wanted` }
  const { score, band, replays } = determinism
  return {
    pass: score >= min,
    message: `determinism score ${score} (${BAND_WORDS[band]}, over ${replays} replays), at least ${min} wanted`,
  }
}
