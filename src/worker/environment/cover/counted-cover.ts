/**
 * Makes a cover that several runs at a time can ask for: it is put on for the first and taken away after the last. What is given
 * back asks for it once, and returns the function that needs it no more.
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
