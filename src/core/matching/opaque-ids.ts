/** Parts of a text that can be an id: letters and digits with what stands between them in ids. */
const RUN = /[A-Za-z0-9_-]+/g

/** A varying id is at least so long, */
const SHORTEST = 8
/** and as long as this: generators that print a number leave out leading zeros, */
const MOST_APART = 3
/** those that draw letter by letter do not. */
const NUMBER = /^[0-9a-z]+$/
/** Of two ids drawn by chance, no more places are the same. */
const MOST_ALIKE = 0.5

/** Stands for an id in a text. */
const MARK = '\ufffc'

/** Ids that a run made itself: those that were others when the recording was verified, or `verifying` while that is found out. */
export type OpaqueIds = ReadonlySet<string> | 'verifying'

/** Two texts of which the opaque ids were taken out. */
interface Taken {
  recorded: string
  replayed: string
  pairs: Array<{ recorded: string; replayed: string }>
}

/**
 * Takes the ids out of two texts in which they differ, by their place: what stands around them is the same.
 *
 * While a recording is verified, two runs of the same code are compared with each other: what differs there varies
 * by itself. Later only those ids are taken out, whatever they look like.
 */
export function takeOpaqueIds(recorded: string, replayed: string, ids: OpaqueIds): Taken {
  const nothing = { recorded, replayed, pairs: [] }
  if (ids !== 'verifying' && ids.size === 0) return nothing
  const [before, now] = [split(recorded), split(replayed)]
  if (before.runs.length !== now.runs.length) return nothing
  const pairs: Taken['pairs'] = []
  const take = (at: number): [string, string] => {
    const [a, b] = [before.runs[at]!, now.runs[at]!]
    const pair = a === b ? null : ids === 'verifying' ? varyingId(a, b) : knownId(a, b, ids)
    if (!pair) return [a, b]
    pairs.push({ recorded: pair.recorded, replayed: pair.replayed })
    const around = `${pair.start}${MARK}${pair.end}`
    return [around, around]
  }
  let [left, right] = [before.gaps[0]!, now.gaps[0]!]
  for (let at = 0; at < before.runs.length; at++) {
    const [a, b] = take(at)
    left += a + before.gaps[at + 1]!
    right += b + now.gaps[at + 1]!
  }
  return { recorded: left, replayed: right, pairs }
}

function split(text: string): { runs: string[]; gaps: string[] } {
  const runs: string[] = []
  const gaps: string[] = []
  let at = 0
  for (const match of text.matchAll(RUN)) {
    gaps.push(text.slice(at, match.index))
    runs.push(match[0])
    at = match.index + match[0].length
  }
  gaps.push(text.slice(at))
  return { runs, gaps }
}

interface Pair {
  start: string
  recorded: string
  replayed: string
  end: string
}

function varyingId(a: string, b: string): Pair | null {
  // A word before an id, such as `user-`, is none of it.
  const start = commonStart(a, b)
  const [recorded, replayed] = [a.slice(start.length), b.slice(start.length)]
  if (!fits(recorded, replayed) || !isMixed(recorded) || !isMixed(replayed)) return null
  let alike = 0
  for (let at = 0; at < Math.min(recorded.length, replayed.length); at++)
    if (recorded[at] === replayed[at]) alike++
  if (alike > recorded.length * MOST_ALIKE) return null
  return { start, recorded, replayed, end: '' }
}

function commonStart(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const common = a.slice(0, at)
  const word = /^(?:[a-z]+[_-])+/.exec(common)?.[0] ?? ''
  return a.length - word.length >= SHORTEST ? word : ''
}

function fits(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < SHORTEST) return false
  if (a.length === b.length) return true
  const isNumber = NUMBER.test(a) && NUMBER.test(b)
  return isNumber && Math.abs(a.length - b.length) <= MOST_APART
}

/** Checks that a text has letters and is no date: numbers and dates are compared by their value. */
function isMixed(text: string): boolean {
  return /[A-Za-z]/.test(text) && !/^\d{8}T\d{6}/.test(text) && !/^\d{4}-\d\d-\d\d/.test(text)
}

/** From so many characters on, chance does not leave out a part of the alphabet. */
const TELLING = 16
/** @note With a letter: digits alone are of any alphabet. */
const ALPHABETS = [/^(?=.*[a-f])[0-9a-f]+$/, /^(?=.*[A-F])[0-9A-F]+$/]
const HEX = [/^[0-9a-f]+$/, /^[0-9A-F]+$/]
/** @note Letters alone come of chance too, in one of two hundred ids; with a hyphen between small ones, in none. */
const WORDS = /^[a-z]+(?:[_-][a-z]+)+$/

/** Checks that a text can come from the generator of an id: it draws from the same alphabet, and makes no words. */
function isOfSameMaking(id: string, other: string): boolean {
  if (Math.min(id.length, other.length) < TELLING) return true
  if (WORDS.test(other) && !WORDS.test(id)) return false
  return ALPHABETS.every((alphabet, at) => !alphabet.test(id) || HEX[at]!.test(other))
}

function knownId(a: string, b: string, ids: ReadonlySet<string>): Pair | null {
  const isPair = (id: string, other: string) => fits(id, other) && isOfSameMaking(id, other)
  if (ids.has(a)) return isPair(a, b) ? { start: '', recorded: a, replayed: b, end: '' } : null
  for (const id of ids) {
    const at = a.indexOf(id)
    if (at < 0) continue
    const [start, end] = [a.slice(0, at), a.slice(at + id.length)]
    if (!b.startsWith(start) || !b.endsWith(end)) continue
    const replayed = b.slice(start.length, b.length - end.length)
    if (isPair(id, replayed)) return { start, recorded: id, replayed, end }
  }
  return null
}
