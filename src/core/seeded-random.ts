/**
 * A source of numbers from 0 to 1 that is the same for the same text; for perturbing, never for secrets.
 *
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md (cyrb53 and mulberry32, public domain)
 * @example
 * seededRandom('run 1')() === seededRandom('run 1')()
 */
export function seededRandom(seed: string): () => number {
  let hash = 0x9e3779b9
  for (let at = 0; at < seed.length; at++) {
    hash = Math.imul(hash ^ seed.charCodeAt(at), 0x5f356495)
    hash ^= hash >>> 15
  }
  let state = hash >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  // As many digits as Math.random() has.
  return () => (Math.floor(next() * 2 ** 26) * 2 ** 27 + Math.floor(next() * 2 ** 27)) / 2 ** 53
}

const GOLDEN = (Math.sqrt(5) - 1) / 2
/**
 * The jitter around each of the three numbers, narrow enough to keep them apart. Without jitter,
 * values derived from them could all be odd or all be even.
 */
const SWAY = 0.1

/**
 * Creates a source of numbers that differ widely for consecutive seeds: of three, at least one is
 * below and one above a half, so that three replays never all take the same side of a coin.
 *
 * @param turn Odd and even turns go in opposite directions, which changes their order too.
 */
export function spreadRandom(seed: number, text: string, turn: number): () => number {
  const random = seededRandom(text)
  const sway = seededRandom(`${seed} ${text}`)
  const step = turn % 2 === 0 ? GOLDEN : 1 - GOLDEN
  // As many digits as Math.random() has.
  return () =>
    Math.floor(((random() + ((seed * step) % 1) + sway() * SWAY) % 1) * 2 ** 53) / 2 ** 53
}

/** Draws bytes from a random source. */
export function seededBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

/** A random uuid (version 4) made of sixteen bytes. */
export function uuidOf(bytes: Uint8Array): string {
  const digits = [...bytes].map((byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  })
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
