import type { PairValues } from './pair-values.ts'

const FROM_THE_TOP = 0.05

/**
 * The difference between both sides' 95th percentiles, for many arrangements: with pairs swapped,
 * or drawn several times. All values are sorted once, and of each arrangement only the largest are
 * looked at.
 *
 * @see https://doi.org/10.1080/00031305.1996.10473566 (Hyndman and Fan, Sample quantiles, 1996: type 7)
 */
export class TailDifference {
  readonly #values: Float64Array
  /** For each value, largest first: its pair, and 1 for a value of the head. */
  readonly #pair: Uint32Array
  readonly #isHead: Uint8Array
  readonly #sizes: ReadonlyArray<readonly [number, number]>

  constructor(pairs: readonly PairValues[]) {
    const entries = pairs.flatMap(({ base, head }, pair) => [
      ...base.map((value) => ({ value, pair, isHead: 0 })),
      ...head.map((value) => ({ value, pair, isHead: 1 })),
    ])
    entries.sort((a, b) => b.value - a.value)
    this.#values = Float64Array.from(entries, ({ value }) => value)
    this.#pair = Uint32Array.from(entries, ({ pair }) => pair)
    this.#isHead = Uint8Array.from(entries, ({ isHead }) => isHead)
    this.#sizes = pairs.map(({ base, head }) => [base.length, head.length])
  }

  /**
   * The head's percentile minus the base's.
   *
   * @param weights How often each pair counts.
   * @param swapped 1 for the pairs whose sides change places.
   */
  of(weights: Uint32Array, swapped: Uint8Array): number {
    const sizes = [0, 0]
    for (const [pair, [base, head]] of this.#sizes.entries()) {
      sizes[swapped[pair]!]! += base * weights[pair]!
      sizes[1 - swapped[pair]!]! += head * weights[pair]!
    }
    // The rank from the top, usually between two values.
    const places = sizes.map((size) => (size - 1) * FROM_THE_TOP)
    const [seen, above, found] = [
      [0, 0],
      [0, 0],
      [NaN, NaN],
    ]
    for (let at = 0; at < this.#values.length; at++) {
      const pair = this.#pair[at]!
      const weight = weights[pair]!
      if (weight === 0) continue
      const side = this.#isHead[at]! ^ swapped[pair]!
      if (!Number.isNaN(found[side]!)) continue
      const value = this.#values[at]!
      const place = places[side]!
      const before = seen[side]!
      seen[side] = before + weight
      if (seen[side]! > Math.floor(place) && before <= Math.floor(place)) above[side] = value
      if (seen[side]! > Math.ceil(place)) {
        found[side] = above[side]! + (value - above[side]!) * (place - Math.floor(place))
        if (!Number.isNaN(found[1 - side]!)) break
      }
    }
    return found[1]! - found[0]!
  }
}
