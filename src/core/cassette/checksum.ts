/** A checksum of text, which grows with it; not for security. */
export type Checksum = readonly [number, number]

export const NO_TEXT: Checksum = [0x811c9dc5, 0x9747b28c]

/** Adds text to a checksum: FNV-1a over its characters, twice with different multipliers. */
export function addText([first, second]: Checksum, text: string): Checksum {
  let [a, b] = [first, second]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // git may write other line ends into a working tree.
    if (code === 0x0d) continue
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
    b ^= b >>> 15
  }
  return [a, b]
}

/** The beginning of an end line with a checksum: keys are sorted. */
const SIGNED = /^\{"checksum":"([0-9a-f]{16})",/

/**
 * Puts the checksum of all lines into the end line.
 *
 * @param before The checksum of the lines before it.
 */
export function signEnd(before: Checksum, line: string): string {
  return `{"checksum":"${print(addText(before, line))}",${line.slice(1)}`
}

/**
 * Returns `true` for the text of a cassette that was changed after it was recorded: edited by hand, or merged.
 * One without a checksum, as 0.1.0 wrote it, is not known to be.
 */
export function isChanged(text: string): boolean {
  const start = text.lastIndexOf('\n', text.trimEnd().length - 1) + 1
  const end = text.slice(start).trimEnd()
  const recorded = SIGNED.exec(end)?.[1]
  if (recorded === undefined) return false
  const sum = addText(addText(NO_TEXT, text.slice(0, start)), `${end.replace(SIGNED, '{')}\n`)
  return print(sum) !== recorded
}

function print(sum: Checksum): string {
  return sum.map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
