import { DIMENSIONS, type Dimension } from '../../core/analysis/determinism/dimensions.ts'
import type { Determinism, Obstacle } from '../../core/analysis/determinism/schema.ts'
import { shortHash } from '../../core/cassette/cassette-path.ts'
import { ReplayError } from '../../core/errors.ts'
import { OBSTACLES } from '../../core/words/findings/obstacles.ts'
import { isClockFaked } from '../environment/cover/cover-clock.ts'
import { timeZoneObstacle } from '../environment/time-zone.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { sharedState } from '../context/test-context.ts'

/**
 * Chooses the seed of the first replay: the user's, or a constant one for each run, so that a score
 * does not change by itself.
 */
export function chooseSeed(runId: string, given: string | undefined): number {
  if (given === undefined || given === '') return Number.parseInt(shortHash(runId), 16) % 1_000_000
  const seed = Number(given)
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new ReplayError('OPTION_INVALID', {
    attempted: 'Failed to perturb a replay',
    reason: `VITEST_REPLAY_SEED is "${given}", which is not a seed`,
    remedy: 'Set it to the whole number that was printed with a finding',
  })
}

/**
 * Sorts the dimensions into those that replays vary, those the user pins, and those that cannot be
 * varied here.
 */
export function chooseDimensions(prepared: PreparedRun): {
  varied: Dimension[]
  pinned: Dimension[]
  notVaried: Determinism['notVaried']
} {
  const { options, context } = prepared
  const fixed = new Map<Dimension, Obstacle>()
  const plugin = sharedState.file!.options
  if (!(options.environment ?? plugin.environment ?? true)) {
    for (const dimension of ['clock', 'random', 'uuid', 'environment'] as const)
      fixed.set(dimension, 'environment_option')
  } else if (isClockFaked()) {
    fixed.set('clock', 'fake_timers')
  }
  const zone = timeZoneObstacle(context.isConcurrent)
  if (zone !== undefined) fixed.set('timezone', zone)
  const { clock, random, timezone } = options.freeze ?? {}
  const pinned: Dimension[] = [
    ...(clock === undefined ? [] : ['clock' as const]),
    ...(random === undefined ? [] : ['random' as const, 'uuid' as const]),
    ...(timezone === undefined ? [] : ['timezone' as const]),
  ].filter((dimension) => !fixed.has(dimension))
  return {
    pinned,
    varied: DIMENSIONS.filter((dimension) => !fixed.has(dimension) && !pinned.includes(dimension)),
    notVaried: [...fixed].map(([dimension, obstacle]) => ({
      dimension,
      obstacle,
      reason: OBSTACLES[obstacle],
    })),
  }
}
