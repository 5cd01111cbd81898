/**
 * Cuts bytes into at most `count` pieces, at the places a reader of streams gets wrong: inside a
 * UTF-8 character, between CR and LF, and never right after the end of a line.
 */
export function cutBody(bytes: Uint8Array, count: number): Array<Uint8Array> {
  const pieces: Array<Uint8Array> = []
  const step = Math.max(1, Math.ceil(bytes.length / count))
  let start = 0
  for (let wanted = step; wanted < bytes.length; wanted += step) {
    const end = awkwardPlace(bytes, wanted)
    if (end <= start || end >= bytes.length) continue
    pieces.push(bytes.subarray(start, end))
    start = end
  }
  if (start < bytes.length) pieces.push(bytes.subarray(start))
  return pieces
}

function awkwardPlace(bytes: Uint8Array, wanted: number): number {
  const limit = Math.min(bytes.length, wanted + 256)
  for (let at = wanted; at < limit; at++) {
    const insideCharacter = (bytes[at]! & 0xc0) === 0x80
    const insideLineEnd = bytes[at - 1] === 0x0d && bytes[at] === 0x0a
    if (insideCharacter || insideLineEnd) return at
  }
  let at = wanted
  while (at < limit && bytes[at - 1] === 0x0a) at++
  return at
}
