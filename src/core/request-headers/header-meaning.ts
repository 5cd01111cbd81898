import type { Selection } from './header-group.ts'
import { KEPT_BEFORE, MEANINGFUL_HEADERS } from './meaningful-headers.ts'
import { NOISE_HEADERS } from './noise-headers.ts'

/** The meaning of a request header, by its name. */
export type HeaderMeaning =
  /** `since` is the version of the table that has it first. */
  | { kind: 'meaningful'; selects: Selection; since: number }
  | { kind: 'noise' }
  | { kind: 'unknown' }

const NOISE: HeaderMeaning = { kind: 'noise' }
const UNKNOWN: HeaderMeaning = { kind: 'unknown' }

const exact = new Map<string, HeaderMeaning>()
/** Beginnings of names, the longest first. */
const beginnings: Array<[beginning: string, meaning: HeaderMeaning]> = []
const endings: Array<[ending: string, meaning: HeaderMeaning]> = []

function enter(name: string, meaning: HeaderMeaning): void {
  if (name.startsWith('*')) endings.push([name.slice(1), meaning])
  else if (name.endsWith('*')) beginnings.push([name.slice(0, -1), meaning])
  else exact.set(name, meaning)
}

for (const { selects, since = 1 } of MEANINGFUL_HEADERS)
  for (const [selection, names] of Object.entries(selects))
    for (const name of names)
      enter(name, { kind: 'meaningful', selects: selection as Selection, since })
for (const name of NOISE_HEADERS) enter(name, NOISE)
beginnings.sort(([a], [b]) => b.length - a.length)

/**
 * Finds what a header means; a whole name counts more than a beginning, a longer beginning more than a shorter one, and
 * an ending least.
 *
 * @example
 * headerMeaning('anthropic-beta') // { kind: 'meaningful', selects: 'feature', since: 1 }
 * headerMeaning('x-stainless-os') // { kind: 'noise' }
 */
export function headerMeaning(name: string): HeaderMeaning {
  const known = exact.get(name)
  if (known) return known
  const found =
    beginnings.find(([beginning]) => name.startsWith(beginning)) ??
    endings.find(([ending]) => name.endsWith(ending))
  return found?.[1] ?? UNKNOWN
}

/**
 * Checks that a cassette that was recorded with a version of the table has a header wherever it was sent.
 *
 * @param version `undefined` for a cassette from before there was a table.
 */
export function isLookedAt(name: string, version: number | undefined): boolean {
  if (version === undefined) return KEPT_BEFORE.has(name)
  const meaning = headerMeaning(name)
  return meaning.kind === 'meaningful' && meaning.since <= version
}
