import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { Player } from './player.ts'

/** Leaves out ids and times that each run makes itself, next to what has changed; nothing where all may be such. */
export function withoutNoise(differences: PathDifference[], player: Player): PathDifference[] {
  const changed = differences.filter((difference) => !player.isNoise(difference))
  return changed.length > 0 ? changed : differences
}

/** The same for what rules of the option `compare` leave: where all of it is such values, the two sides are equal. */
export function explainRest(
  differences: PathDifference[],
  player: Player,
): { differences: PathDifference[]; volatile: VolatileValue[] } {
  const changed = withoutNoise(differences, player)
  if (changed.length < differences.length) return { differences: changed, volatile: [] }
  const volatile = differences.map(({ path, recorded, replayed }) =>
    recorded === undefined || replayed === undefined
      ? []
      : player.explainOutput(recorded, replayed).map((value) => ({ ...value, path })),
  )
  return volatile.every((values) => values.length > 0)
    ? { differences: [], volatile: volatile.flat() }
    : { differences, volatile: [] }
}
