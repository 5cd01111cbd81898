const MOST_ROUNDS = 3

/**
 * Replaces once more where a secret was found that may stand in what was passed before.
 *
 * @param learnt Grows with each secret that is found.
 */
export function replaceUntilKnown(learnt: () => number) {
  return <T>(value: T, replace: (value: T) => T): T => {
    let result = value
    // Bounded, as what is left beside secrets could look like ever new ones.
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = learnt()
      result = replace(result)
      if (learnt() === before) break
    }
    return result
  }
}
