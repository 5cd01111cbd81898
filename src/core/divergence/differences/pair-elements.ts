import type { JsonValue } from '../../json.ts'
import { stableJson } from '../../stable-json.ts'

/** Beyond this number of comparisons, elements are paired by equality alone. */
const MAX_COMPARISONS = 40_000

/**
 * Pairs the elements of two arrays whatever their order: as many as possible that are equal. What
 * is left is paired in order, so that a difference shows at its place.
 *
 * @param equals Compares elements that are not identical, by tolerance.
 * @returns For each place of the recorded array the index of the replayed element, `null` where
 * there is none; then the replayed elements that have no place.
 */
export function pairElements(
  recorded: readonly JsonValue[],
  replayed: readonly JsonValue[],
  equals?: (a: JsonValue, b: JsonValue) => boolean,
): Array<number | null> {
  const pairs = pairSame(recorded, replayed)
  if (equals && recorded.length * replayed.length <= MAX_COMPARISONS)
    pairEqual(pairs, recorded, replayed, equals)
  const taken = new Set(pairs)
  const rest = [...replayed.keys()].filter((index) => !taken.has(index))
  return [...pairs.map((index) => index ?? rest.shift() ?? null), ...rest]
}

function pairSame(
  recorded: readonly JsonValue[],
  replayed: readonly JsonValue[],
): Array<number | null> {
  const places = new Map<string, number[]>()
  for (const [index, value] of replayed.entries()) {
    const key = stableJson(value)
    const same = places.get(key)
    if (same) same.push(index)
    else places.set(key, [index])
  }
  return recorded.map((value) => places.get(stableJson(value))?.shift() ?? null)
}

/**
 * Augments the pairs until no more can be made: nearness is not transitive, so the first that fits
 * may be the wrong one.
 *
 * @see https://en.wikipedia.org/wiki/Maximum_cardinality_matching
 */
function pairEqual(
  pairs: Array<number | null>,
  recorded: readonly JsonValue[],
  replayed: readonly JsonValue[],
  equals: (a: JsonValue, b: JsonValue) => boolean,
): void {
  const owner = new Map<number, number>()
  for (const [place, index] of pairs.entries()) if (index !== null) owner.set(index, place)
  const known = new Map<number, boolean>()
  const fits = (place: number, index: number) => {
    const key = place * replayed.length + index
    const before = known.get(key)
    if (before !== undefined) return before
    const fit = equals(recorded[place]!, replayed[index]!)
    known.set(key, fit)
    return fit
  }
  const claim = (place: number, tried: Set<number>): boolean => {
    for (const index of replayed.keys()) {
      if (tried.has(index) || !fits(place, index)) continue
      tried.add(index)
      const holder = owner.get(index)
      if (holder === undefined || claim(holder, tried)) {
        owner.set(index, place)
        pairs[place] = index
        return true
      }
    }
    return false
  }
  for (const place of recorded.keys()) if (pairs[place] === null) claim(place, new Set())
}
