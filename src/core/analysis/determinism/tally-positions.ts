import type { Change, ReplayComparison } from './compare-replays.ts'

/** One position of all replays put together. */
export interface TalliedPosition {
  /** `b3`: the fourth action of the first replay; `x3.0`: the first that stands before it in another alone; `end`. */
  key: string
  /** What each replay did otherwise, `null` where it did the same; one for each replay. */
  changes: Array<Change | null>
}

/** Puts the comparisons of all replays with the same first one together: its positions, those of others alone, the end. */
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

/** Whether all replays did the same there. */
export function isStable(position: TalliedPosition): boolean {
  return position.changes.every((change) => change === null)
}
