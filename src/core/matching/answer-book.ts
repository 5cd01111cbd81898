import { jsonEqual } from '../json.ts'
import { createKeyIndex, type KeyIndex } from './key-index.ts'
import type { Matchable, SentText } from './matchable.ts'
import { printsAs } from './printed-json.ts'
import { createRanking } from './nearest.ts'
import type { VolatileValue } from './volatile-values.ts'

/** A recorded action that can answer: what it was asked, and which operation it is. */
export interface AnswerEntry {
  index: number
  operation: string
  asked: Matchable
}

/**
 * The answer to a request.
 *
 * - `equal`: by an action that recorded the same request. `reclaimedFrom` is the earlier request that had been
 *   given this answer for want of its own: that one was an extra call.
 * - `volatile`: the same once values the run itself generated are renamed.
 * - `mismatched`: by the nearest action of the same operation; a divergence. `reclaimedFrom` is an earlier request that
 *   had been given this answer and is farther from it.
 * - `blocked`: by none. `nearest` is the most similar action of the same operation, served already.
 */
export type Answer =
  | { kind: 'equal'; index: number; reclaimedFrom?: number }
  | { kind: 'volatile'; index: number; values: VolatileValue[]; reclaimedFrom?: number }
  | { kind: 'mismatched'; index: number; reclaimedFrom?: number }
  | { kind: 'blocked'; nearest: number | null }

/** Explains differences between two requests by values that the run generated. */
export interface VolatileMatcher {
  /** Explains all of them, or none; what it explains counts as accepted. */
  explain(recorded: Matchable, replayed: Matchable): VolatileValue[] | null
  /** A key that requests share when volatile values are all they differ in. */
  shapeOf(operation: string, request: Matchable): string
}

export interface AnswerBook {
  /**
   * Finds and marks what `take` would, for the common case at a fraction of its cost: the action that is next in line
   * was asked the very same text. `null` says nothing.
   */
  takeNext(operation: string, asked: SentText): number | null
  /** Finds the answer to a request and marks it served. `asker` identifies the request in the replay. */
  take(operation: string, asked: Matchable, asker: number): Answer
  /** Like `take`, but only an equal (or volatile) answer counts: nothing is mismatched. */
  takeEqual(operation: string, asked: Matchable, asker: number): Answer
  /** Finds an unserved entry that `take` may find, without taking it. */
  peek(operation: string, asked: Matchable): { kind: 'equal' | 'volatile'; index: number } | null
  /** Takes an entry out: what it answered will not be asked. */
  skip(index: number): void
  unserved(): number[]
}

type Service =
  | { kind: 'unserved' }
  | { kind: 'served' }
  | { kind: 'mismatched'; asker: number; nearness: number }

/** Ranking by similarity is for people's sake; it need not look at a whole long recording. */
const RANKED = 64

/** So many that are next in line are looked at without a key. */
const NEXT = 8

/** By how much one request must be nearer than another to take its answer away. */
const CLEARLY = 0.05

/**
 * Creates the book of answers that one replay consumes.
 *
 * @param reduce Applied to both sides of a second, slower comparison where the first finds nothing equal: this is where redaction is levelled.
 */
export function createAnswerBook(
  entries: readonly AnswerEntry[],
  options: { reduce?: (request: Matchable) => Matchable; volatile?: VolatileMatcher } = {},
): AnswerBook {
  const service = new Map<number, Service>(
    entries.map((entry) => [entry.index, { kind: 'unserved' }]),
  )
  const isUnserved = (entry: AnswerEntry) => service.get(entry.index)!.kind === 'unserved'
  const isSpent = (entry: AnswerEntry) => service.get(entry.index)!.kind === 'served'
  let exact: KeyIndex<AnswerEntry> | undefined
  let reduced: KeyIndex<AnswerEntry> | undefined
  let shapes: Map<string, AnswerEntry[]> | undefined
  const byOperation = groupByOperation(entries)
  const reached = new Map<string, number>()
  const ranking = createRanking(new Map(entries.map((entry) => [entry.index, entry.asked])))
  const mismatches: AnswerEntry[] = []

  const findEqual = (
    operation: string,
    asked: Matchable,
    kind: Service['kind'],
  ): AnswerEntry | undefined => {
    const wanted = (entry: AnswerEntry) =>
      entry.operation === operation && service.get(entry.index)!.kind === kind
    exact ??= createKeyIndex(entries, (entry) => entry.asked, isSpent)
    const found = exact.find(asked, wanted)
    if (found || !options.reduce) return found
    reduced ??= createKeyIndex(entries, (entry) => options.reduce!(entry.asked), isSpent)
    return reduced.find(options.reduce(asked), wanted)
  }

  const takeEqual = (operation: string, asked: Matchable): Answer | null => {
    const fresh = findEqual(operation, asked, 'unserved')
    if (fresh) {
      service.set(fresh.index, { kind: 'served' })
      return { kind: 'equal', index: fresh.index }
    }
    const mismatched = findEqual(operation, asked, 'mismatched')
    const state = mismatched && service.get(mismatched.index)
    if (!mismatched || state?.kind !== 'mismatched') return takeVolatile(operation, asked)
    service.set(mismatched.index, { kind: 'served' })
    return { kind: 'equal', index: mismatched.index, reclaimedFrom: state.asker }
  }

  const alikeOf = (operation: string, asked: Matchable): AnswerEntry[] => {
    shapes ??= options.volatile ? groupByShape(entries, options.volatile) : new Map()
    return shapes.get(options.volatile?.shapeOf(operation, asked) ?? '') ?? []
  }

  const takeVolatile = (operation: string, asked: Matchable): Answer | null => {
    if (!options.volatile) return null
    const group = alikeOf(operation, asked)
    while (group.length > 0 && isSpent(group[0]!)) group.shift()
    for (const kind of ['unserved', 'mismatched'] as const) {
      let looked = 0
      for (const entry of group) {
        const state = service.get(entry.index)!
        if (state.kind !== kind) continue
        if (++looked > RANKED) break
        const values = options.volatile.explain(entry.asked, asked)
        if (!values) continue
        service.set(entry.index, { kind: 'served' })
        const answer = { kind: 'volatile', index: entry.index, values } as const
        return state.kind === 'mismatched' ? { ...answer, reclaimedFrom: state.asker } : answer
      }
    }
    return takeNextVolatile(operation, asked)
  }

  /** An id that does not look like one has no shape: the next in line are looked at. */
  const takeNextVolatile = (operation: string, asked: Matchable): Answer | null => {
    const own = unservedOf(operation)
    const next = own.length > 0 ? own : entries.filter(isUnserved)
    for (const entry of next.slice(0, NEXT)) {
      const values = options.volatile!.explain(entry.asked, asked)
      if (!values) continue
      service.set(entry.index, { kind: 'served' })
      return { kind: 'volatile', index: entry.index, values }
    }
    return null
  }

  const nextOf = (operation: string): AnswerEntry | undefined => {
    const group = byOperation.get(operation) ?? []
    let at = reached.get(operation) ?? 0
    while (at < group.length && service.get(group[at]!.index)!.kind !== 'unserved') at++
    reached.set(operation, at)
    return group[at]
  }

  const unservedOf = (operation: string): AnswerEntry[] =>
    (byOperation.get(operation) ?? []).filter(isUnserved)

  /** Mismatched answers of requests that are less similar to them than this one. */
  const reclaimable = (operation: string, near: Nearness): AnswerEntry[] =>
    mismatches.slice(-RANKED).filter((entry) => {
      const state = service.get(entry.index)!
      return (
        entry.operation === operation &&
        state.kind === 'mismatched' &&
        near(entry.index) > state.nearness + CLEARLY
      )
    })

  const anchor = (operation: string, asker: number, near: Nearness): Answer | null => {
    const own = nearest(unservedOf(operation), near)
    const other = nearest(reclaimable(operation, near), near)
    const found = other && (!own || near(other.index) > near(own.index) + CLEARLY) ? other : own
    if (!found) return null
    const state = service.get(found.index)!
    service.set(found.index, { kind: 'mismatched', asker, nearness: near(found.index) })
    mismatches.push(found)
    return state.kind === 'mismatched'
      ? { kind: 'mismatched', index: found.index, reclaimedFrom: state.asker }
      : { kind: 'mismatched', index: found.index }
  }

  const blocked = (operation: string, near: Nearness): Answer => ({
    kind: 'blocked',
    nearest: nearest((byOperation.get(operation) ?? []).toReversed(), near)?.index ?? null,
  })

  return {
    takeNext(operation, asked) {
      const next = nextOf(operation)
      if (!next || !isSameText(next.asked, asked)) return null
      service.set(next.index, { kind: 'served' })
      ranking.note(next.asked)
      return next.index
    },
    take(operation, asked, asker) {
      const equal = takeEqual(operation, asked)
      if (equal) {
        ranking.note(asked)
        return equal
      }
      const near = memoized(ranking.rank(asked))
      return anchor(operation, asker, near) ?? blocked(operation, near)
    },
    peek(operation, asked) {
      const equal = findEqual(operation, asked, 'unserved')
      const found = equal ?? alikeOf(operation, asked).find(isUnserved)
      return found ? { kind: equal ? 'equal' : 'volatile', index: found.index } : null
    },
    skip: (index) => void service.set(index, { kind: 'served' }),
    takeEqual: (operation, asked) =>
      takeEqual(operation, asked) ?? blocked(operation, memoized(ranking.rank(asked))),
    unserved: () =>
      [...service].filter(([, state]) => state.kind === 'unserved').map(([index]) => index),
  }
}

/** Measures the nearness of a recorded request to the one at hand, 0 to 1. */
type Nearness = (recorded: number) => number

function memoized(near: Nearness): Nearness {
  const known = new Map<number, number>()
  return (recorded) => {
    const score = known.get(recorded) ?? near(recorded)
    known.set(recorded, score)
    return score
  }
}

function nearest(candidates: AnswerEntry[], near: Nearness): AnswerEntry | undefined {
  let best: AnswerEntry | undefined
  for (const entry of candidates.slice(0, RANKED)) {
    if (!best || near(entry.index) > near(best.index)) best = entry
  }
  return best
}

function isSameText(recorded: Matchable, sent: SentText): boolean {
  return (
    // A body that is not an object is the canonical form of a text, not JSON.
    typeof recorded.body === 'object' &&
    recorded.body !== null &&
    recorded.method === sent.method &&
    recorded.url === sent.url &&
    jsonEqual(recorded.headers, sent.headers) &&
    printsAs(recorded.body, sent.text)
  )
}

function groupByOperation(entries: readonly AnswerEntry[]): Map<string, AnswerEntry[]> {
  return groupBy(entries, (entry) => entry.operation)
}

function groupByShape(
  entries: readonly AnswerEntry[],
  volatile: VolatileMatcher,
): Map<string, AnswerEntry[]> {
  return groupBy(entries, (entry) => volatile.shapeOf(entry.operation, entry.asked))
}

function groupBy(
  entries: readonly AnswerEntry[],
  keyOf: (entry: AnswerEntry) => string,
): Map<string, AnswerEntry[]> {
  const groups = new Map<string, AnswerEntry[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return groups
}
