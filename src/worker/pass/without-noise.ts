import type { PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { Player } from './player.ts'

/** Leaves out ids and times that each run makes itself, next to what has changed; nothing where all may be such. */
export function withoutNoise(differences: PathDifference[], player: Player): PathDifference[] {
  const changed = differences.filter((difference) => !player.isNoise(difference))
  return changed.length > 0 ? changed : differences
}
