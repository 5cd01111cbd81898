/** Bodies share their parts (see `readDelta`), so a shared part is printed once. */
const printed = new WeakMap<object, string>()

/** Prints a part of a body as compact JSON. */
export function printPart(value: object): string {
  const known = printed.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  printed.set(value, text)
  return text
}

/**
 * Returns where a piece of text that begins at a place ends; -1 where another stands there, and for the place -1.
 *
 * @note Not `startsWith`: V8 compares the characters of a slice by the word, and those of a prefix one by one.
 */
export function skipPiece(piece: string, text: string, at: number): number {
  const end = at + piece.length
  return at >= 0 && text.slice(at, end) === piece ? end : -1
}
