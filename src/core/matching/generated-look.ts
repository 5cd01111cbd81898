import type { ClockWindow } from './clock-reading.ts'

/** Two texts of one form, and when the runs lasted that may have made them. */
interface Pair {
  recorded: string
  replayed: string
  windows: { recorded: ClockWindow; replayed: ClockWindow }
}

/** Milliseconds by which a time within an id may run ahead of the clock: generators count on within a millisecond. */
const AHEAD = 1000

function within(at: number, window: ClockWindow): boolean {
  return at >= window.from - AHEAD && at <= window.to + AHEAD
}

/** Values that were generated twice agree in few places; a value that was counted on or edited agrees in most. */
function isUnlike(a: string, b: string, most: number): boolean {
  let equal = 0
  for (let at = 0; at < a.length; at++) if (a.charCodeAt(at) === b.charCodeAt(at)) equal++
  return a.length === b.length && equal <= a.length * most
}

/** Digits of 100 ns between 1582, from which uuids of versions 1 and 6 count, and 1970. */
const GREGORIAN = 12_219_292_800_000

function uuidTime(hex: string, version: string): number {
  if (version === '7') return Number.parseInt(hex.slice(0, 12), 16)
  const ticks =
    version === '1'
      ? hex.slice(13, 16) + hex.slice(8, 12) + hex.slice(0, 8)
      : hex.slice(0, 12) + hex.slice(13, 16)
  return Number(BigInt(`0x${ticks}`) / 10_000n) - GREGORIAN
}

/**
 * Uuids that a run can have made itself: random ones, and ones that carry a time while it lasted. Those made from a
 * name (versions 3 and 5) differ only where the name does.
 */
export function areGeneratedUuids({ recorded, replayed, windows }: Pair): boolean {
  const [before, now] = [recorded, replayed].map(bareUuid)
  if (now![12] !== before![12]) return false
  if (/[A-F]/.test(recorded) !== /[A-F]/.test(replayed)) return false
  if (before![12] === '4' && !isUnlike(before!, now!, 0.4)) return false
  return isGeneratedUuid(recorded, windows.recorded) && isGeneratedUuid(replayed, windows.replayed)
}

/** Checks that a run that lasted then can have made a uuid itself. */
export function isGeneratedUuid(uuid: string, window: ClockWindow): boolean {
  const hex = bareUuid(uuid)
  const version = hex[12]!
  if (version === '4') return looksRandom(hex)
  return ['1', '6', '7'].includes(version) && within(uuidTime(hex, version), window)
}

function bareUuid(uuid: string): string {
  return uuid.replaceAll('-', '').toLowerCase()
}

/** A uuid written by hand repeats itself: 00000000-0000-4000-8000-000000000017. */
function looksRandom(hex: string): boolean {
  return new Set(hex).size >= 8
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** ULIDs carry the time they were made at. */
export function areGeneratedUlids({ recorded, replayed, windows }: Pair): boolean {
  return (
    isGeneratedUlid(recorded, windows.recorded) &&
    isGeneratedUlid(replayed, windows.replayed) &&
    isUnlike(recorded.slice(10), replayed.slice(10), 0.5)
  )
}

/** Checks that a run that lasted then can have made a ULID itself. */
export function isGeneratedUlid(ulid: string, window: ClockWindow): boolean {
  const digits = [...ulid.slice(0, 10).toUpperCase()]
  return within(
    digits.reduce((sum, letter) => sum * 32 + CROCKFORD.indexOf(letter), 0),
    window,
  )
}

/** The share of a text that reads as words: letters of one case in a row, perhaps with a capital before them. */
function wordShare(text: string): number {
  const words = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? []
  return words.reduce((sum, word) => sum + word.length, 0) / text.length
}

/** Counts the changes between digits, capitals and small letters. */
function turns(text: string): number {
  const kindOf = (code: number) => (code < 58 ? 0 : code < 91 ? 1 : 2)
  let count = 0
  for (let at = 1; at < text.length; at++)
    if (kindOf(text.charCodeAt(at - 1)) !== kindOf(text.charCodeAt(at))) count++
  return count
}

/** Checks that letters and digits look drawn by chance; `known` as for `areGeneratedTokens`. */
export function looksDrawn(text: string, known: boolean): boolean {
  const digits = text.match(/\d+/g)?.length ?? 0
  if (!/[A-Za-z]/.test(text) || new Set(text).size < 7) return false
  if (/^(?:[\da-f]+|[\dA-F]+)$/.test(text)) return digits >= 2 && turns(text) >= text.length / 8
  if (/[A-Z]/.test(text) && /[a-z]/.test(text))
    return (
      turns(text) >= text.length / 4 &&
      wordShare(text) <= (known ? 0.72 : 0.55) &&
      (known || digits >= 2)
    )
  // Names of people's making keep their digits together.
  return digits >= 4 || (digits >= 3 && known && !/[A-Za-z]{5}/.test(text))
}

/**
 * Tokens of letters and digits that look drawn by chance.
 *
 * @param known Whether a prefix such as `call_`, a field such as `id`, or that it varied before says that it is an id: then
 * less has to show.
 */
export function areGeneratedTokens({ recorded, replayed }: Pair, known: boolean): boolean {
  const bare = [recorded, replayed].map((text) => text.replace(/[_-]/g, ''))
  return bare.every((text) => looksDrawn(text, known)) && isUnlike(recorded, replayed, 0.34)
}

/**
 * Numbers as `Math.random` gives them: a multiple of 2^-53, and no fraction of small whole numbers, which is what a
 * share or an average is.
 */
export function areRandomNumbers({ recorded, replayed }: Pair): boolean {
  return isRandomNumber(recorded) && isRandomNumber(replayed)
}

/** The same for one number. */
export function isRandomNumber(text: string): boolean {
  const value = Number(text)
  const digits = text.replace(/^0\.0*/, '').length
  if (!(value > 0 && value < 1) || digits < 12 || String(value) !== text) return false
  return Number.isInteger(value * 2 ** 53) && !isRatio(value)
}

function isRatio(value: number): boolean {
  // The denominators of the continued fraction: the best there are for their size.
  let [low, high, rest] = [0, 1, value]
  for (let step = 0; step < 20 && high <= 10_000; step++) {
    if (Math.abs(value * high - Math.round(value * high)) < 1e-12) return true
    rest = 1 / (rest - Math.floor(rest))
    const next = Math.floor(rest) * high + low
    low = high
    high = next
  }
  return false
}
