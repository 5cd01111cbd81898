import { KEPT_BEFORE, MEANINGFUL_HEADERS, type Selection } from './meaningful-headers.ts'
import { NOISE_HEADERS } from './noise-headers.ts'

/** The meaning of a request header, by its name. */
export type HeaderMeaning =
  { kind: 'meaningful'; selects: Selection } | { kind: 'noise' } | { kind: 'unknown' }

const NOISE: HeaderMeaning = { kind: 'noise' }
const UNKNOWN: HeaderMeaning = { kind: 'unknown' }

const exact = new Map<string, HeaderMeaning>()
/** Beginnings of names, the longest first. */
const beginnings: Array<[beginning: string, meaning: HeaderMeaning]> = []

function enter(name: string, meaning: HeaderMeaning): void {
  if (name.endsWith('*')) beginnings.push([name.slice(0, -1), meaning])
  else exact.set(name, meaning)
}

for (const { selects } of MEANINGFUL_HEADERS)
  for (const [selection, names] of Object.entries(selects))
    for (const name of names) enter(name, { kind: 'meaningful', selects: selection as Selection })
for (const name of NOISE_HEADERS) enter(name, NOISE)
beginnings.sort(([a], [b]) => b.length - a.length)

/**
 * Finds what a header means; a whole name counts more than a beginning, a longer beginning more than a shorter one.
 *
 * @example
 * headerMeaning('anthropic-beta') // { kind: 'meaningful', selects: 'feature' }
 * headerMeaning('x-stainless-os') // { kind: 'noise' }
 */
export function headerMeaning(name: string): HeaderMeaning {
  const known = exact.get(name)
  if (known) return known
  return beginnings.find(([beginning]) => name.startsWith(beginning))?.[1] ?? UNKNOWN
}

/**
 * Checks that a cassette that was recorded with a version of the table has a header wherever it was sent.
 *
 * @param version `undefined` for a cassette from before there was a table.
 */
export function isLookedAt(name: string, version: number | undefined): boolean {
  return version === undefined ? KEPT_BEFORE.has(name) : headerMeaning(name).kind === 'meaningful'
}
