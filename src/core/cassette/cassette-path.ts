const MAX_SLUG = 100

/** The most takes of a run: a larger number is taken for a typing error. */
export const MAX_TAKES = 100

/** Names whose slug can be read back but for the case of two names that differ in a space, a hyphen or a `>` alone. */
const PLAIN = /^[a-z0-9]+(?:(?: > | |-)[a-z0-9]+)*$/

/** File names that Windows reserves for devices, whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * A file name for a test's full name: letters and digits stay, everything else becomes a hyphen. A
 * name that loses more than that (case, accents, punctuation), is too long, or is reserved on
 * Windows ends in a hash, so that two names do not share a file.
 *
 * @example
 * slugOf('refund agent > refunds an order') // 'refund-agent-refunds-an-order'
 */
export function slugOf(name: string): string {
  const slug = lossySlugOf(name)
  const isWhole = PLAIN.test(name) && slug.length <= MAX_SLUG && !RESERVED.test(slug)
  return isWhole ? slug : withHash(slug, name)
}

function lossySlugOf(name: string): string {
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return folded.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
}

function withHash(slug: string, name: string): string {
  return `${slug.slice(0, MAX_SLUG)}-${shortHash(name)}`.replace(/^-/, '')
}

/** The slug that 0.1.0 gave a name: names that differ in case, accents or punctuation shared it. */
function earlierSlugOf(name: string): string {
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = lossySlugOf(name)
  const isWhole =
    slug.length > 0 && slug.length <= MAX_SLUG && !/[^\p{ASCII}]|[\p{Cc}/\\]/u.test(folded)
  return isWhole ? slug : withHash(slug, name)
}

/** The path of a cassette, relative to the folder of its test file. Never leaves that folder. */
export function cassettePath(testFile: string, name: string): string {
  return pathOf(testFile, slugOf(name))
}

/** The places where the cassette of a name may stand, relative to the folder of its test file. */
export interface CassettePlaces {
  own: string
  /** With a hash: where another test's cassette stands in the own place. */
  distinct: string
  /** Where 0.1.0 wrote it. */
  earlier: string
}

/** The places where the cassette of a name may stand. */
export function cassettePlaces(testFile: string, name: string): CassettePlaces {
  return {
    own: cassettePath(testFile, name),
    distinct: pathOf(testFile, withHash(lossySlugOf(name), name)),
    earlier: pathOf(testFile, earlierSlugOf(name)),
  }
}

function pathOf(testFile: string, slug: string): string {
  return `__cassettes__/${fileName(testFile)}/${slug}.cassette.jsonl`
}

/**
 * A further take of a run stands beside its first. A slug has no dot, so no name of a test can
 * produce this suffix.
 */
const TAKE = /\.take-([2-9]|[1-9]\d+)(?=\.cassette\.jsonl)/

/**
 * The path of a take of a run: the first is the cassette itself, which is the one that is replayed.
 *
 * @example
 * takePath('__cassettes__/a.test.ts/refunds.cassette.jsonl', 2) // '__cassettes__/a.test.ts/refunds.take-2.cassette.jsonl'
 */
export function takePath(cassette: string, take: number): string {
  return take === 1 ? cassette : cassette.replace(/(?=\.cassette\.jsonl$)/, `.take-${take}`)
}

/** The number of a take by the path of its cassette: 1 for the cassette itself. */
export function takeOf(cassette: string): number {
  return Number(TAKE.exec(fileName(cassette))?.[1] ?? 1)
}

/** The path of a run's first take, from the path of any of its takes. */
export function firstTakePath(cassette: string): string {
  const name = fileName(cassette)
  return cassette.slice(0, cassette.length - name.length) + name.replace(TAKE, '')
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!
}

/**
 * Hashes a text into eight characters that distinguish names (FNV-1a, 2 x 32 bits folded). Not for
 * security.
 */
export function shortHash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x85ebca6b)
  }
  return ((a ^ (b >>> 7)) >>> 0).toString(16).padStart(8, '0')
}
