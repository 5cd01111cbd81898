const RUN = /[^\s"'`<>(){}[\],;\\|]{8,8192}/g
const SEPARATOR = /[=:/.&?@#!$*]/g
const MOST_PARTS = 10

/** Returns `true` for a text without a separator. */
export function isOnePart(text: string): boolean {
  return text.search(SEPARATOR) === -1
}

/**
 * Lists the texts that may be a secret within a text: each run without a space, and the stretches between its separators, the
 * shorter ones first and the whole last.
 *
 * @example
 * [...opaqueParts('see order=a8Kd93lsP0x, please')]
 * // [['a8Kd93lsP0x', 'order=a8Kd93lsP0x']]
 */
export function* opaqueParts(text: string): Iterable<string[]> {
  for (const [run] of text.matchAll(RUN)) {
    const ends = [...Array.from(run.matchAll(SEPARATOR), ({ index }) => index), run.length]
    const starts = [0, ...ends.slice(0, -1).map((end) => end + 1)]
    const parts: string[] = []
    for (let count = 1; count <= Math.min(MOST_PARTS, ends.length); count++)
      for (let at = 0; at + count <= ends.length; at++)
        parts.push(run.slice(starts[at], ends[at + count - 1]))
    if (ends.length > MOST_PARTS) parts.push(run)
    yield parts
  }
}
