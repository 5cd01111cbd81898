import { expect, test } from 'vitest'
import {
  pairAnyOrder,
  pairBest,
  pairEqual,
} from '../../../../src/core/divergence/differences/sequence.ts'

/** The length of a longest common subsequence, the slow way. */
function commonLength(a: number[], b: number[]): number {
  const table = Array.from({ length: a.length + 1 }, () =>
    Array.from({ length: b.length + 1 }, () => 0),
  )
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] =
        a[i - 1] === b[j - 1]
          ? table[i - 1]![j - 1]! + 1
          : Math.max(table[i - 1]![j]!, table[i]![j - 1]!)
    }
  }
  return table[a.length]![b.length]!
}

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test.each<[string, number[], number[], Array<[number, number]>]>([
  ['nothing', [], [], []],
  ['nothing on one side', [1, 2], [], []],
  [
    'equal',
    [1, 2],
    [1, 2],
    [
      [0, 0],
      [1, 1],
    ],
  ],
  [
    'one dropped',
    [1, 2, 3],
    [1, 3],
    [
      [0, 0],
      [2, 1],
    ],
  ],
  [
    'one put in',
    [1, 3],
    [1, 2, 3],
    [
      [0, 0],
      [1, 2],
    ],
  ],
  ['one replaced', [1], [2], []],
])('pairs %s', (_name, a, b, pairs) => {
  expect(pairEqual(a, b)).toEqual(pairs)
})

test('pairs as many as there are, in order, in a thousand random pairs of sequences', () => {
  const next = random(7)
  for (let round = 0; round < 1000; round++) {
    const sequence = () =>
      Array.from({ length: Math.floor(next() * 12) }, () => Math.floor(next() * 5))
    const [a, b] = [sequence(), sequence()]
    const pairs = pairEqual(a, b)
    expect(pairs.every(([i, j]) => a[i] === b[j])).toBe(true)
    expect(
      pairs.every(([i, j], at) => at === 0 || (i > pairs[at - 1]![0] && j > pairs[at - 1]![1])),
    ).toBe(true)
    expect(pairs).toHaveLength(commonLength(a, b))
  }
})

test('what differs in thousands of places is paired in order all the same', () => {
  const next = random(3)
  const a = Array.from({ length: 4000 }, (_, index) => index)
  const b = a.map((value) => (next() < 0.5 ? value : -value - 1))
  const pairs = pairEqual(a, b)
  expect(pairs).toHaveLength(b.filter((value, index) => value === index).length)
})

test('pairs equal keys wherever they stand, in their order', () => {
  expect(pairAnyOrder([1, 2, 1], [1, 1, 1, 2])).toEqual([
    [0, 0],
    [2, 1],
    [1, 3],
  ])
})

test('pairs what gains most, never what gains nothing', () => {
  const gains = [
    [0, 0.2, 0.9],
    [0, 0.8, 0.1],
  ]
  expect(pairBest(2, 3, (i, j) => gains[i]![j]!)).toEqual([[0, 2]])
  expect(pairBest(2, 2, () => 0)).toEqual([])
  expect(pairBest(2, 3, (i, j) => (i + 1 === j ? 1 : 0))).toEqual([
    [0, 1],
    [1, 2],
  ])
})
