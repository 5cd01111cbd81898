import type { OwnValues } from '../../cassette/journal.ts'

/** Stands for a value in a text. */
const MARK = '\ufffc'

/** A value of one side, found in a text. */
interface Place {
  at: number
  text: string
}

/** Two texts of which the runs' own values were taken out. */
export interface Taken {
  recorded: string
  replayed: string
  pairs: Array<{ recorded: string; replayed: string; isPort: boolean }>
}

/** The values that a recording and its replay have of their own, held against each other. */
export interface OwnPairs {
  /** Takes the values out that stand for each other at the same places; `null` where there are none. */
  take(recorded: string, replayed: string): Taken | null
}

/** Pairs the own values of both sides: the first folder of one is the first of the other. */
export function createOwnPairs(recorded: OwnValues, replayed: OwnValues): OwnPairs | null {
  const before = patternOf(recorded)
  const now = patternOf(replayed)
  if (!before || !now) return null
  const isPair = (a: string, b: string) =>
    kindsOf(recorded).some(([kind, values]) => {
      const others = replayed[kind] ?? []
      const [at, other] = [values.indexOf(a), others.indexOf(b)]
      if (at < 0 || other < 0) return false
      if (kind !== 'served') return at === other
      // A server at the same port as before stands for itself.
      if (values.includes(b) || others.includes(a)) return false
      // Servers of a test are started by other tests, too: where they are as many, their order tells them apart.
      return values.length !== others.length || at === other
    })
  const isPort = (text: string) =>
    recorded.ports?.includes(text) === true || recorded.served?.includes(text) === true
  return {
    take(left, right) {
      const [from, to] = [placesIn(left, before), placesIn(right, now)]
      if (from.length === 0 || to.length === 0) return null
      const taken = align({ text: left, places: from }, { text: right, places: to }, isPair)
      if (taken.pairs.length === 0) return null
      return {
        ...taken,
        pairs: taken.pairs.map((pair) => ({ ...pair, isPort: isPort(pair.recorded) })),
      }
    },
  }
}

/** The values that a text holds, of those of a run: a kind that stands nowhere needs no place in a cassette. */
export function presentIn(text: string, values: OwnValues): OwnValues | undefined {
  const present = kindsOf(values).filter(([, own]) => {
    const pattern = patternOf({ processes: own })
    return pattern !== null && placesIn(text, pattern).length > 0
  })
  return present.length === 0 ? undefined : Object.fromEntries(present)
}

function kindsOf(values: OwnValues): Array<[kind: keyof OwnValues, values: string[]]> {
  return (Object.keys(values) as Array<keyof OwnValues>).map((kind) => [kind, values[kind] ?? []])
}

/** @note A longer one first: a folder before its name. */
function patternOf(values: OwnValues): RegExp | null {
  const all = kindsOf(values)
    .flatMap(([, own]) => own)
    .sort((a, b) => b.length - a.length)
  if (all.length === 0) return null
  const escaped = all.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![A-Za-z0-9]|\\d\\.)(?:${escaped.join('|')})(?![A-Za-z0-9]|\\.\\d)`, 'g')
}

function placesIn(text: string, pattern: RegExp): Place[] {
  return Array.from(text.matchAll(pattern), (match) => ({ at: match.index, text: match[0] }))
}

interface Side {
  text: string
  places: Place[]
}

/** Walks both texts together; where they differ, both go on at their next own values. */
function align(
  left: Side,
  right: Side,
  isPair: (a: string, b: string) => boolean,
): Pick<Taken, 'recorded' | 'replayed'> & { pairs: Array<{ recorded: string; replayed: string }> } {
  const [before, now] = [cursorOf(left), cursorOf(right)]
  const pairs: Array<{ recorded: string; replayed: string }> = []
  while (before.at < left.text.length && now.at < right.text.length) {
    const [a, b] = [before.here(), now.here()]
    if (a !== undefined && b !== undefined && a !== b && isPair(a, b)) {
      pairs.push({ recorded: a, replayed: b })
      before.mark(a.length)
      now.mark(b.length)
    } else if (left.text[before.at] === right.text[now.at]) {
      before.copy(1)
      now.copy(1)
    } else {
      before.skip()
      now.skip()
      if (before.here() === undefined || now.here() === undefined) break
      if (before.here() === now.here() || isPair(before.here()!, now.here()!)) continue
      before.copy(1)
      now.copy(1)
    }
  }
  return { recorded: before.rest(), replayed: now.rest(), pairs }
}

function cursorOf({ text, places }: Side) {
  const byPlace = new Map(places.map((place) => [place.at, place.text]))
  let done = ''
  const cursor = {
    at: 0,
    here: () => byPlace.get(cursor.at),
    mark(length: number) {
      done += MARK
      cursor.at += length
    },
    copy(length: number) {
      done += text.slice(cursor.at, cursor.at + length)
      cursor.at += length
    },
    /** Goes on to the next own value, or to the end. */
    skip() {
      const next = places.find(({ at }) => at >= cursor.at)
      cursor.copy((next?.at ?? text.length) - cursor.at)
    },
    rest: () => done + text.slice(cursor.at),
  }
  return cursor
}
