import { isSameRequest, matchKey, type Matchable } from './matchable.ts'

/** Entries by the requests that they were asked. */
export interface KeyIndex<Entry> {
  /** The earliest entry that asked the same and is wanted. */
  find(asked: Matchable, wanted: (entry: Entry) => boolean): Entry | undefined
}

/** Creates the index of entries by a form of their requests. */
export function createKeyIndex<Entry>(
  entries: readonly Entry[],
  read: (entry: Entry) => Matchable,
  isSpent: (entry: Entry) => boolean,
): KeyIndex<Entry> {
  const index = new Map<string, Array<{ entry: Entry; asked: Matchable }>>()
  for (const entry of entries) {
    const asked = read(entry)
    const key = matchKey(asked)
    const list = index.get(key)
    if (list) list.push({ entry, asked })
    else index.set(key, [{ entry, asked }])
  }
  return {
    find(asked, wanted) {
      const candidates = index.get(matchKey(asked)) ?? []
      // A polling agent asks the same a thousand times: what is spent is dropped, not passed over again.
      while (candidates.length > 0 && isSpent(candidates[0]!.entry)) candidates.shift()
      return candidates.find(
        (candidate) => wanted(candidate.entry) && isSameRequest(candidate.asked, asked),
      )?.entry
    },
  }
}
