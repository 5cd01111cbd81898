import { canonicalHeader } from '../request-headers/canonical-header.ts'
import { headerMeaning, isLookedAt } from '../request-headers/header-meaning.ts'
import {
  accountKey,
  keepsPresence,
  PRESENCE_HEADERS,
  presenceForm,
} from '../request-headers/presence-headers.ts'
import { HEADER_TABLE_VERSION } from '../request-headers/meaningful-headers.ts'

/** Which headers take part in matching. */
export interface HeaderSelection {
  /** Names in lower case that count beside those that have a meaning. */
  optedIn: readonly string[]
  /** The version of the table that the recording was made with; `undefined` for one from before there was a table. */
  table: number | undefined
  /** Unknown headers that vary by themselves. */
  varying?: readonly string[]
  /** Those of the headers that hold secrets of which it counts that they are sent; all of them where nothing is said. */
  present?: ReadonlySet<string>
  /** Headers, by service, of which it counts for which account they are (`accountKey`). */
  accounts?: ReadonlySet<string>
}

/** All that the present table knows. */
export const MEANINGFUL: HeaderSelection = { optedIn: [], table: HEADER_TABLE_VERSION }

/** The headers of a request that are compared, sorted by name, in the form that they are compared in. */
export function comparedHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  selection: HeaderSelection,
  url: string = '',
): Array<[string, string]> {
  const { optedIn, table, accounts } = selection
  const withAccount = (name: string) =>
    accounts !== undefined && accounts.size > 0 && accounts.has(accountKey(name, url))
  const compared = new Map<string, string>()
  for (const [name, value] of headers) {
    const isPresence = PRESENCE_HEADERS.has(name) && countsPresence(name, selection)
    const isCompared = isPresence || isLookedAt(name, table) || optedIn.includes(name)
    if (!isCompared && !withAccount(name)) continue
    const before = compared.get(name)
    compared.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return [...compared]
    .flatMap(([name, value]): Array<[string, string]> => {
      const isAccount = withAccount(name)
      if ((PRESENCE_HEADERS.has(name) || isAccount) && !optedIn.includes(name))
        return [[name, presenceForm(value, { withAccount: isAccount })]]
      const isMeaningful = headerMeaning(name).kind === 'meaningful'
      const form = isMeaningful ? canonicalHeader(name, value) : value
      return form === null ? [] : [[name, form]]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function countsPresence(name: string, { table, present }: HeaderSelection): boolean {
  return keepsPresence(table) && (present === undefined || present.has(name))
}
