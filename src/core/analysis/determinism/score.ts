import type { Band, Determinism } from './schema.ts'

/**
 * A share as a score from 0 to 100 with one decimal, never rounded up: 100 means all.
 *
 * @example
 * scoreOf(2, 3) // 66.6
 */
export function scoreOf(stable: number, positions: number): number {
  return positions === 0 ? 100 : Math.floor((stable * 1000) / positions) / 10
}

/** The band of a score: from 90, from 70, from 50, below. */
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

/** A run compared with a minimum determinism score. */
export type DeterminismScoreFinding =
  | { pass: false; code: 'not_measured'; min: number }
  | { pass: boolean; code: 'compared'; score: number; band: Band; replays: number; min: number }

/**
 * Compares a run with a minimum determinism score. One that was not measured has not reached it.
 *
 * @param min 0 to 100.
 */
export function evaluateDeterminism(
  determinism: Pick<Determinism, 'score' | 'band' | 'replays'> | null,
  min: number,
): DeterminismScoreFinding {
  if (!determinism) return { pass: false, code: 'not_measured', min }
  const { score, band, replays } = determinism
  return { pass: score >= min, code: 'compared', score, band, replays, min }
}
