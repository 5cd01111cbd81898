import type { ReplayChange, ReplayComparison } from './compare-replays.ts'

/** One position over all replays. */
export interface TalliedPosition {
  /**
   * `b3` for the fourth action of the first replay, `x3.0` for the first action that another replay
   * alone has before it, `end` for the final output.
   */
  key: string
  /** The change that each replay shows, in their order; `null` where it agrees with the first. */
  changes: Array<ReplayChange | null>
}

/**
 * Merges the comparisons of all replays with the same first one: its positions, those that only
 * others have, the end.
 */
export function tallyPositions(
  count: number,
  comparisons: readonly ReplayComparison[],
): TalliedPosition[] {
  const positions: TalliedPosition[] = []
  for (let place = 0; place <= count; place++) {
    const extras = comparisons.map(({ extra }) => extra.get(place) ?? [])
    const most = Math.max(0, ...extras.map((list) => list.length))
    for (let at = 0; at < most; at++)
      positions.push({ key: `x${place}.${at}`, changes: extras.map((list) => list[at] ?? null) })
    if (place < count)
      positions.push({
        key: `b${place}`,
        changes: comparisons.map(({ changed }) => changed.get(place) ?? null),
      })
  }
  positions.push({ key: 'end', changes: comparisons.map(({ end }) => end) })
  return positions
}

/** Returns `true` if no replay changed the position. */
export function isStable(position: TalliedPosition): boolean {
  return position.changes.every((change) => change === null)
}
