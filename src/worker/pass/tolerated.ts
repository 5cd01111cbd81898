import type { ToleratedPlace } from '../../core/divergence/differences/tolerance.ts'
import type { Tolerated } from '../../core/report/schema.ts'

/** The maximum number of tolerated places; further ones are not listed. */
const MAX_TOLERATED = 100

/** Adds places to a list of what is tolerated, up to its limit. */
export function addTolerated(
  tolerated: readonly Tolerated[],
  action: string,
  places: readonly ToleratedPlace[],
): readonly Tolerated[] {
  const room = Math.max(0, MAX_TOLERATED - tolerated.length)
  return [...tolerated, ...places.slice(0, room).map((place) => ({ action, ...place }))]
}
