import { canonicalHeader } from '../request-headers/canonical-header.ts'
import { headerMeaning, isLookedAt } from '../request-headers/header-meaning.ts'
import { HEADER_TABLE_VERSION } from '../request-headers/meaningful-headers.ts'

/** Which headers take part in matching. */
export interface HeaderSelection {
  /** Names in lower case that count beside those that have a meaning. */
  optedIn: readonly string[]
  /** The version of the table that the recording was made with; `undefined` for one from before there was a table. */
  table: number | undefined
  /** Unknown headers that vary by themselves. */
  varying?: readonly string[]
}

/** All that the present table knows. */
export const MEANINGFUL: HeaderSelection = { optedIn: [], table: HEADER_TABLE_VERSION }

/** The headers of a request that are compared, sorted by name, in the form that they are compared in. */
export function comparedHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  { optedIn, table }: HeaderSelection,
): Array<[string, string]> {
  const compared = new Map<string, string>()
  for (const [name, value] of headers) {
    if (!isLookedAt(name, table) && !optedIn.includes(name)) continue
    const before = compared.get(name)
    compared.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return [...compared]
    .flatMap(([name, value]): Array<[string, string]> => {
      const isMeaningful = headerMeaning(name).kind === 'meaningful'
      const form = isMeaningful ? canonicalHeader(name, value) : value
      return form === null ? [] : [[name, form]]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
