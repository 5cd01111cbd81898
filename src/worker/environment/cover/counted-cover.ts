/**
 * Creates a cover that several runs can use at the same time: it is put on for the first and taken
 * off after the last. The returned function requests it once, and returns a function that releases
 * it.
 */
export function countedCover(putOn: () => Array<() => void>): () => () => void {
  let runs = 0
  let undo: Array<() => void> = []
  return () => {
    if (runs++ === 0) undo = putOn()
    return () => {
      if (--runs > 0) return
      for (const each of undo.toReversed()) each()
    }
  }
}
