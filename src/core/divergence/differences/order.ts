import { answerTime, type ActionTimes } from '../../cassette/answer-time.ts'

/** The time of an action. */
interface Span extends ActionTimes {
  /** Milliseconds since the start of the run. */
  start: number
}

/**
 * Finds actions that are out of the recorded order: those outside a longest run in order. Actions
 * that overlapped in the recording have no order among themselves; nor have those that overlap in the replay, in which
 * each was asked without the other's answer.
 *
 * @param order Places in the recording, in the order of the replay.
 * @param replayed The replayed actions at these places.
 * @returns The places that moved.
 */
export function findReordered(
  recorded: readonly Span[],
  order: readonly number[],
  replayed: readonly Span[],
): Set<number> {
  const kept = new Set(longestIncreasing(order))
  const reordered = new Set<number>()
  for (const [at, place] of order.entries()) {
    if (kept.has(at)) continue
    const jumped = order.some(
      (other, there) =>
        (there < at ? other > place : other < place) &&
        !overlapped(recorded[place]!, recorded[other]!) &&
        !overlapped(replayed[at]!, replayed[there]!),
    )
    if (jumped) reordered.add(place)
  }
  return reordered
}

/** Returns `true` for two actions of which each was started before the other had its answer. */
export function overlapped(a: Span, b: Span): boolean {
  return a.start < b.start + answerTime(b) && b.start < a.start + answerTime(a)
}

/** Returns `true` where no two actions overlapped, but one that called the other. */
export function areOneByOne(
  actions: ReadonlyArray<Span & { readonly parent: number | null }>,
): boolean {
  const free = new Map<number | null, number>()
  for (const { parent, start, ...times } of [...actions].sort((a, b) => a.start - b.start)) {
    if (start < (free.get(parent) ?? 0)) return false
    free.set(parent, start + answerTime(times))
  }
  return true
}

/** Positions of a longest strictly increasing subsequence, by patience sorting (O(n log n)). */
export function longestIncreasing(values: readonly number[]): number[] {
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
