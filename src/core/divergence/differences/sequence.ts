import { longestIncreasing } from './order.ts'

/** Indices of an element of the first sequence and of its counterpart in the second. */
export type IndexPair = [first: number, second: number]

/** With more differences, the shortest edit script costs more than it is worth. */
const MAX_EDITS = 1000

/**
 * Pairs the equal keys of two sequences in order, as many as possible: near-linear where the two mostly agree.
 *
 * @see Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986)
 * @example
 * pairEqual([1, 2, 3], [1, 3]) // [[0, 0], [2, 1]]
 */
export function pairEqual(first: readonly number[], second: readonly number[]): IndexPair[] {
  const shorter = Math.min(first.length, second.length)
  let start = 0
  while (start < shorter && first[start] === second[start]) start++
  let end = 0
  while (end < shorter - start && first.at(-1 - end) === second.at(-1 - end)) end++
  const a = first.slice(start, first.length - end)
  const b = second.slice(start, second.length - end)
  const middle = pairByEdits(a, b) ?? pairByOrder(a, b)
  return [
    ...Array.from({ length: start }, (_, index): IndexPair => [index, index]),
    ...middle.map(([left, right]): IndexPair => [left + start, right + start]),
    ...Array.from({ length: end }, (_, index): IndexPair => [
      first.length - end + index,
      second.length - end + index,
    ]),
  ]
}

/** The pairs of a shortest edit script; `null` where it is too long. */
function pairByEdits(a: readonly number[], b: readonly number[]): IndexPair[] | null {
  const limit = Math.min(a.length + b.length, MAX_EDITS)
  const offset = limit + 1
  const furthest = new Int32Array(2 * limit + 3)
  const trace: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && furthest[offset + diagonal - 1]! < furthest[offset + diagonal + 1]!)
      let x = down ? furthest[offset + diagonal + 1]! : furthest[offset + diagonal - 1]! + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      furthest[offset + diagonal] = x
      if (x >= a.length && x - diagonal >= b.length) return walkBack(a, b, trace)
    }
  }
  return null
}

function walkBack(a: readonly number[], b: readonly number[], trace: Int32Array[]): IndexPair[] {
  const pairs: IndexPair[] = []
  let [x, y] = [a.length, b.length]
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reached = trace[edits]!
    const at = (diagonal: number) => reached[diagonal + edits + 1]!
    const diagonal = x - y
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1))
    const before = down ? diagonal + 1 : diagonal - 1
    const fromX = at(before)
    const fromY = fromX - before
    while (x > fromX && y > fromY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) pairs.push([--x, --y])
    ;[x, y] = [fromX, fromY]
  }
  while (x > 0 && y > 0) pairs.push([--x, --y])
  return pairs.reverse()
}

/** The n-th occurrence of a key pairs with the n-th; of these, a longest run in order. */
function pairByOrder(a: readonly number[], b: readonly number[]): IndexPair[] {
  const pairs = pairAnyOrder(a, b)
  return longestIncreasing(pairs.map(([first]) => first)).map((at) => pairs[at]!)
}

/** Pairs equal keys wherever they stand: the n-th occurrence of a key with the n-th, in the second's order. */
export function pairAnyOrder(a: readonly number[], b: readonly number[]): IndexPair[] {
  const places = new Map<number, number[]>()
  for (const [index, key] of a.entries()) {
    const list = places.get(key)
    if (list) list.push(index)
    else places.set(key, [index])
  }
  const used = new Map<number, number>()
  const pairs: IndexPair[] = []
  for (const [index, key] of b.entries()) {
    const count = used.get(key) ?? 0
    const place = places.get(key)?.[count]
    if (place === undefined) continue
    used.set(key, count + 1)
    pairs.push([place, index])
  }
  return pairs
}

/**
 * Pairs two short sequences in order so that the sum of gains is the greatest; what gains nothing is not paired.
 *
 * @param gain The worth of pairing an element of the first sequence with one of the second; 0 forbids it.
 */
export function pairBest(
  first: number,
  second: number,
  gain: (first: number, second: number) => number,
): IndexPair[] {
  const width = second + 1
  const best = new Float64Array((first + 1) * width)
  const gains = new Float64Array(first * second)
  for (let i = first - 1; i >= 0; i--) {
    for (let j = second - 1; j >= 0; j--) {
      const value = gain(i, j)
      gains[i * second + j] = value
      const paired = value > 0 ? value + best[(i + 1) * width + j + 1]! : 0
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  }
  const pairs: IndexPair[] = []
  let [i, j] = [0, 0]
  while (i < first && j < second) {
    const here = best[i * width + j]!
    const value = gains[i * second + j]!
    if (value > 0 && here === value + best[(i + 1) * width + j + 1]!) pairs.push([i++, j++])
    else if (here === best[(i + 1) * width + j]!) i++
    else j++
  }
  return pairs
}
