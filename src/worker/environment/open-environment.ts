import type { Journal } from '../../core/cassette/journal.ts'
import { ReplayError } from '../../core/errors.ts'
import type { Freeze, RunOptions } from '../../core/options/run-options.ts'
import { OBSTACLES } from '../../core/words/findings/obstacles.ts'
import { sharedState } from '../context/test-context.ts'
import { timeZoneObstacle } from './time-zone.ts'
import type { KeptReads } from './kept-reads.ts'
import type { Perturbation } from './read-ledger.ts'
import { RunEnvironment, type Frozen } from './run-environment.ts'

/** Opens the clock and the random values of one pass; `null` where the user disabled this. */
export function openEnvironment(
  options: RunOptions,
  pass: {
    given: Journal | null
    isReplay: boolean
    kept?: KeptReads | undefined
    perturbation?: Perturbation
  },
): RunEnvironment | null {
  const plugin = sharedState.file!.options
  if (!(options.environment ?? plugin.environment ?? true)) return null
  return new RunEnvironment({
    root: plugin.root,
    given: pass.given,
    isReplay: pass.isReplay,
    ...(pass.kept ? { kept: pass.kept } : {}),
    ...(pass.perturbation ? { perturbation: pass.perturbation } : {}),
    frozen: frozenOf(options.freeze),
  })
}

function frozenOf(freeze: Freeze | undefined): Frozen {
  const { clock, random } = freeze ?? {}
  return {
    ...(clock === undefined ? {} : { clock: clock === true ? true : new Date(clock).getTime() }),
    ...(random === undefined ? {} : { random: random === true ? 1 : random }),
  }
}

/** The time zone that a run is pinned to; `undefined` where none is. */
export function frozenTimeZone(options: RunOptions, isConcurrent: boolean): string | undefined {
  const zone = options.freeze?.timezone
  if (zone === undefined) return undefined
  const obstacle = timeZoneObstacle(isConcurrent)
  if (obstacle === undefined) return zone
  throw new ReplayError('OPTION_INVALID', {
    attempted: `Failed to pin the time zone to ${zone} (option "freeze.timezone")`,
    reason: OBSTACLES[obstacle],
    remedy: 'Set TZ in the environment of Vitest, or run this test in forks and by itself',
    location: { field: 'freeze.timezone' },
  })
}
