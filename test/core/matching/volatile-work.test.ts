import { expect, test } from 'vitest'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import type { Matchable } from '../../../src/core/matching/matchable.ts'
import { createVolatileMemory } from '../../../src/core/matching/volatile-values.ts'
import { volatileShape } from '../../../src/core/matching/volatile-shape.ts'

const CHAT = 'POST https://model/chat'
const RECORDED = Date.parse('2026-11-21T10:00:00Z')
const REPLAYED = Date.parse('2026-12-03T15:30:00Z')

const ask = (at: number, order: number): Matchable => ({
  method: 'POST',
  url: 'https://model/chat',
  headers: [],
  body: {
    messages: [{ role: 'user', content: `${new Date(at).toISOString()}: order A-${order}` }],
  },
})

/** Counts how often two of `count` requests that all hold the time are compared token by token. */
function comparisons(count: number, order: (at: number) => number): number {
  let compared = 0
  const memory = createVolatileMemory({
    recorded: { from: RECORDED, to: RECORDED + 60_000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 60_000,
    varied: null,
  })
  const answers = createAnswerBook(
    Array.from({ length: count }, (_, index) => ({
      index,
      operation: CHAT,
      asked: ask(RECORDED + index, order(0) === order(1) ? 0 : index),
    })),
    {
      volatile: {
        explain: (recorded, replayed) => {
          compared++
          return memory.explain(recorded, replayed)
        },
        shapeOf: volatileShape,
      },
    },
  )
  for (let at = 0; at < count; at++)
    expect(answers.take(CHAT, ask(REPLAYED + at, order(at)), at)).toMatchObject({
      kind: 'volatile',
      index: order(0) === order(1) ? at : order(at),
    })
  return compared
}

test.each([
  ['in recorded order', (at: number) => at],
  ['in reverse order', (at: number) => 1999 - at],
  ['that are all alike', () => 0],
])('2,000 requests %s are each compared once', (_name, order) => {
  expect(comparisons(2000, order)).toBe(2000)
})

test('a mismatched answer is reclaimed by the request it was recorded for', () => {
  const memory = createVolatileMemory({
    recorded: { from: RECORDED, to: RECORDED + 1000 },
    replayedFrom: REPLAYED,
    now: () => REPLAYED + 1000,
    varied: null,
  })
  const answers = createAnswerBook(
    [1, 2].map((order, index) => ({ index, operation: CHAT, asked: ask(RECORDED, order) })),
    { volatile: { explain: memory.explain, shapeOf: volatileShape } },
  )
  expect(answers.take(CHAT, ask(REPLAYED, 9), 0)).toEqual({ kind: 'mismatched', index: 0 })
  expect(answers.take(CHAT, ask(REPLAYED, 1), 1)).toMatchObject({
    kind: 'volatile',
    index: 0,
    reclaimedFrom: 0,
  })
  expect(answers.take(CHAT, ask(REPLAYED, 2), 2)).toMatchObject({ kind: 'volatile', index: 1 })
})
