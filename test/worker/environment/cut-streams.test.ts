import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/core/seeded-random.ts'
import { cutElsewhere } from '../../../src/worker/environment/cut-streams.ts'

const events = ['data: {"text":"Grüße"}\n\n', 'data: {"text":"to all"}\n\n', 'data: [DONE]\n\n']
const pieces = events.map((text) => Buffer.from(text))
const lengths = (all: readonly Uint8Array[]) => all.map(({ length }) => length)
const cut = (seed: number) => cutElsewhere(pieces, seed, seededRandom(`${seed}`))
const seeds = Array.from({ length: 200 }, (_, seed) => seed)

test('the bytes stay the same', () => {
  for (const seed of seeds) {
    const again = cut(seed)
    expect(Buffer.concat(again).toString()).toBe(events.join(''))
    expect(lengths(again).every((length) => length > 0)).toBe(true)
  }
})

test('no piece ends where one ended', () => {
  const ends = (all: readonly Uint8Array[]) => {
    let end = 0
    return lengths(all).map((length) => (end += length))
  }
  const before = ends(pieces).slice(0, -1)
  for (const seed of seeds)
    expect(ends(cut(seed)).filter((end) => before.includes(end))).toEqual([])
})

test('a character is cut in two, whatever the seed', () => {
  for (const seed of seeds) {
    const text = cut(seed).map((piece) => Buffer.from(piece).toString())
    expect(text.join('')).toContain('\ufffd')
  }
})

test('two seeds in a row have another number of pieces', () => {
  for (const seed of seeds) {
    const counts = [cut(seed).length, cut(seed + 1).length, cut(seed + 2).length]
    expect(counts.some((count) => count !== pieces.length)).toBe(true)
  }
})
