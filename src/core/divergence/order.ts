import type { AlignedRecording, ReplayedAction } from './align.ts'

/**
 * Finds the replayed actions that came out of the recorded order: those outside a longest increasing run of recorded
 * indices. Actions that overlapped in the recording have no order among themselves.
 *
 * @returns The indices of the replayed actions.
 */
export function findReordered(
  recorded: readonly AlignedRecording[],
  replayed: readonly ReplayedAction[],
): Set<number> {
  const byIndex = new Map(recorded.map((action) => [action.index, action]))
  const answered = replayed.filter(
    (action) => action.recorded !== null && byIndex.has(action.recorded),
  )
  const kept = new Set(longestIncreasing(answered.map((action) => action.recorded!)))
  const reordered = new Set<number>()
  for (const [position, action] of answered.entries()) {
    if (kept.has(position)) continue
    const own = byIndex.get(action.recorded!)!
    const jumped = answered.some((other, at) => {
      const there = byIndex.get(other.recorded!)!
      const inverted = at < position ? there.index > own.index : there.index < own.index
      return inverted && !overlapped(own, there)
    })
    if (jumped) reordered.add(action.index)
  }
  return reordered
}

function overlapped(a: AlignedRecording, b: AlignedRecording): boolean {
  return a.start < b.start + b.duration && b.start < a.start + a.duration
}

/** Positions of a longest strictly increasing subsequence, by patience sorting (O(n log n)). */
function longestIncreasing(values: readonly number[]): number[] {
  const tails: number[] = []
  const previous: number[] = []
  for (const [position, value] of values.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[tails[middle]!]! < value) low = middle + 1
      else high = middle
    }
    previous[position] = low > 0 ? tails[low - 1]! : -1
    tails[low] = position
  }
  const found: number[] = []
  for (let at = tails.at(-1) ?? -1; at !== -1; at = previous[at]!) found.push(at)
  return found.reverse()
}
