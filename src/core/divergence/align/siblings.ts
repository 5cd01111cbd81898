import { findReordered, longestIncreasing, overlapped } from '../differences/order.ts'
import { type IndexPair, pairAnyOrder, pairBest, pairEqual } from '../differences/sequence.ts'
import type { Position, ReplayedAction, Siblings, SideAction } from '../sides.ts'

/**
 * The most pairs that are weighed by nearness; beyond it, actions are paired by their operation
 * alone.
 */
const MAX_WEIGHED = 4096

/**
 * Aligns the actions of one level, in the replay's order; a missing action has its recorded place.
 */
export function alignSiblings<Recorded extends SideAction, Replayed extends ReplayedAction>(
  recorded: readonly Recorded[],
  replayed: readonly Replayed[],
  siblings: Siblings,
): Array<Position<Recorded, Replayed>> {
  const paired = new Pairing(recorded.length, replayed.length)
  const kept = pairMatching(recorded, replayed, paired, siblings)
  for (const gap of gapsBetween(kept, recorded.length, replayed.length)) {
    pairChanged(recorded, replayed, paired, { gap, siblings })
  }
  return arrange(recorded, replayed, paired)
}

/** The pairs of recorded and replayed actions, indexed from both sides. */
class Pairing {
  readonly ofReplayed: Array<number | undefined>
  readonly ofRecorded: Array<number | undefined>
  /** The replayed actions that were paired because both requests are equal. */
  readonly equal = new Set<number>()

  constructor(recorded: number, replayed: number) {
    this.ofRecorded = Array.from({ length: recorded })
    this.ofReplayed = Array.from({ length: replayed })
  }

  join([first, second]: IndexPair): void {
    this.ofRecorded[first] = second
    this.ofReplayed[second] = first
  }

  joinEqual(pair: IndexPair): void {
    this.join(pair)
    this.equal.add(pair[1])
  }
}

/**
 * Pairs equal requests: in order where that is possible, then wherever they moved to. Returns the
 * pairs that are in order.
 */
function pairMatching(
  recorded: readonly SideAction[],
  replayed: readonly ReplayedAction[],
  paired: Pairing,
  siblings: Siblings,
): IndexPair[] {
  const indices = new Map(recorded.map((action, at) => [action.index, at]))
  const answers = replayed.map((action) =>
    action.matches && action.answeredBy !== null ? (indices.get(action.answeredBy) ?? -1) : -1,
  )
  const isPlain = answers.length === recorded.length && answers.every((answer, at) => answer === at)
  if (isPlain) {
    for (const at of answers) paired.joinEqual([at, at])
    return answers.map((at): IndexPair => [at, at])
  }
  const keys = recorded.map((action) => siblings.requestKey(action, 'recorded'))
  // A request answered by an action of another level may still equal one recorded on this level.
  const asked = answers.map((answer, at) => {
    if (answer !== -1) return keys[answer]!
    return replayed[at]!.matches ? siblings.requestKey(replayed[at]!, 'replayed') : -1 - at
  })
  const kept = pairEqual(keys, asked)
  for (const pair of kept) paired.joinEqual(pair)
  const left = freeOf(paired.ofRecorded, [0, keys.length])
  const right = freeOf(paired.ofReplayed, [0, asked.length])
  for (const [a, b] of pairAnyOrder(pick(keys, left), pick(asked, right))) {
    paired.joinEqual([left[a]!, right[b]!])
  }
  return kept
}

interface Gap {
  recorded: [from: number, to: number]
  replayed: [from: number, to: number]
}

function gapsBetween(kept: IndexPair[], recorded: number, replayed: number): Gap[] {
  const gaps: Gap[] = []
  let [a, b] = [0, 0]
  for (const [first, second] of [...kept, [recorded, replayed] as IndexPair]) {
    if (first > a && second > b) gaps.push({ recorded: [a, first], replayed: [b, second] })
    ;[a, b] = [first + 1, second + 1]
  }
  return gaps
}

/**
 * Pairs, between two matches, requests that differ: by what each adds to its conversation, by the
 * recorded action that answered, then by nearness.
 */
function pairChanged(
  recorded: readonly SideAction[],
  replayed: readonly ReplayedAction[],
  paired: Pairing,
  { gap, siblings }: { gap: Gap; siblings: Siblings },
): void {
  const free = () => ({
    left: freeOf(paired.ofRecorded, gap.recorded),
    right: freeOf(paired.ofReplayed, gap.replayed),
  })
  const joined: IndexPair[] = []
  const join = (pairs: IndexPair[], { left, right }: ReturnType<typeof free>) => {
    for (const [a, b] of pairs) {
      paired.join([left[a]!, right[b]!])
      joined.push([left[a]!, right[b]!])
    }
  }
  let open = free()
  if (open.left.length === 0 || open.right.length === 0) return
  const keysOf = (actions: readonly SideAction[], at: number[], side: 'recorded' | 'replayed') =>
    at.map((index) => siblings.turnKey(actions[index]!, side))
  join(
    pairEqual(keysOf(recorded, open.left, 'recorded'), keysOf(replayed, open.right, 'replayed')),
    open,
  )
  open = free()
  join(pairOverlapping(recorded, replayed, open), open)
  open = free()
  const isSame = (a: number, b: number) =>
    recorded[open.left[a]!]!.operation === replayed[open.right[b]!]!.operation
  const crosses = (a: number, b: number) =>
    joined.some(([first, second]) => first < open.left[a]! !== second < open.right[b]!)
  if (open.left.length * open.right.length <= MAX_WEIGHED) {
    const gain = (a: number, b: number) =>
      isSame(a, b) && !crosses(a, b)
        ? 0.3 + siblings.nearness(recorded[open.left[a]!]!, replayed[open.right[b]!]!)
        : 0
    join(pairBest(open.left.length, open.right.length, gain), open)
  } else {
    const operations = new Map<string, number>()
    const keyOf = ({ operation }: SideAction) => {
      if (!operations.has(operation)) operations.set(operation, operations.size)
      return operations.get(operation)!
    }
    const keys = [
      open.left.map((at) => keyOf(recorded[at]!)),
      open.right.map((at) => keyOf(replayed[at]!)),
    ]
    join(pairEqual(keys[0]!, keys[1]!), open)
  }
}

/**
 * Calls that overlapped in the recording may come in any order: there, the recorded action that
 * answered decides.
 */
function pairOverlapping(
  recorded: readonly SideAction[],
  replayed: readonly ReplayedAction[],
  { left, right }: { left: number[]; right: number[] },
): IndexPair[] {
  const places = new Map(left.map((at, place) => [recorded[at]!.index, place]))
  const answered = right.flatMap((at, place): IndexPair[] => {
    const answer = replayed[at]!.answeredBy
    const recordedPlace = answer === null ? undefined : places.get(answer)
    return recordedPlace === undefined ? [] : [[recordedPlace, place]]
  })
  const crossing = answered.filter(([a, b]) =>
    answered.some(
      ([c, d]) => a < c !== b < d && overlapped(recorded[left[a]!]!, recorded[left[c]!]!),
    ),
  )
  return crossing.filter(([a, b], at) =>
    crossing.every(
      ([c, d], other) =>
        other === at || a < c === b < d || overlapped(recorded[left[a]!]!, recorded[left[c]!]!),
    ),
  )
}

function freeOf(paired: Array<number | undefined>, [from, to]: [number, number]): number[] {
  const free: number[] = []
  for (let at = from; at < to; at++) if (paired[at] === undefined) free.push(at)
  return free
}

function pick(keys: number[], places: number[]): number[] {
  return places.map((place) => keys[place]!)
}

function arrange<Recorded extends SideAction, Replayed extends ReplayedAction>(
  recorded: readonly Recorded[],
  replayed: readonly Replayed[],
  paired: Pairing,
): Array<Position<Recorded, Replayed>> {
  const inOrder = inRecordedOrder(paired)
  const order = paired.ofReplayed.filter((place) => place !== undefined)
  const asked = replayed.filter((_, at) => paired.ofReplayed[at] !== undefined)
  const moved = findReordered(recorded, order, asked)
  const positions: Array<Position<Recorded, Replayed>> = []
  let next = 0
  const passMissing = (until: number) => {
    for (; next < until; next++) {
      if (paired.ofRecorded[next] === undefined)
        positions.push({ kind: 'missing', recorded: recorded[next]!, replayed: null })
    }
  }
  for (const [at, action] of replayed.entries()) {
    const counterpart = paired.ofReplayed[at]
    if (counterpart === undefined) {
      positions.push({ kind: 'extra', recorded: null, replayed: action })
      continue
    }
    if (inOrder.has(at)) passMissing(counterpart)
    const pair = { recorded: recorded[counterpart]!, replayed: action }
    if (paired.equal.has(at))
      positions.push({ kind: 'matched', ...pair, moved: moved.has(counterpart) })
    else positions.push({ kind: 'changed', ...pair })
  }
  passMissing(recorded.length)
  return joinReplaced(positions)
}

/** The replayed places whose counterparts stand in the recorded order. */
function inRecordedOrder(paired: Pairing): Set<number> {
  const places = paired.ofReplayed.flatMap((counterpart, at) =>
    counterpart === undefined ? [] : [[counterpart, at] as const],
  )
  return new Set(longestIncreasing(places.map(([first]) => first)).map((at) => places[at]![1]))
}

/**
 * Joins a missing and an extra action of the same kind, between the same neighbours, into one
 * `replaced` position.
 */
function joinReplaced<Recorded extends SideAction, Replayed extends ReplayedAction>(
  positions: Array<Position<Recorded, Replayed>>,
): Array<Position<Recorded, Replayed>> {
  const joined: Array<Position<Recorded, Replayed>> = []
  /** Places of the extra actions since the last pair, still open. */
  let open: number[] = []
  for (const position of positions) {
    if (position.kind === 'extra') open.push(joined.length)
    else if (position.kind !== 'missing') open = []
    else {
      const at = open.findIndex((place) => isReplacing(joined[place]!.replayed!, position.recorded))
      if (at !== -1) {
        const [place] = open.splice(0, at + 1).slice(-1)
        const { replayed } = joined[place!]!
        joined[place!] = { kind: 'replaced', recorded: position.recorded, replayed: replayed! }
        continue
      }
    }
    joined.push(position)
  }
  return joined
}

function isReplacing(extra: SideAction, missing: SideAction): boolean {
  return extra.type === missing.type && extra.operation !== missing.operation
}
