import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import type { Matchable } from '../../../src/core/matching/matchable.ts'

const CHAT = 'POST https://model/chat'

function ask(body: JsonValue, url = 'https://model/chat'): Matchable {
  return { method: 'POST', url, headers: [], body }
}

function book(...asked: JsonValue[]) {
  return createAnswerBook(
    asked.map((body, index) => ({ index, operation: CHAT, asked: ask(body) })),
  )
}

test('an equal request is answered, whatever the order of its keys', () => {
  const answers = book({ a: 1, b: 2 })
  expect(answers.take(CHAT, ask({ b: 2, a: 1 }), 0)).toEqual({ kind: 'equal', index: 0 })
  expect(answers.unserved()).toEqual([])
})

test('identical requests are answered in recorded order', () => {
  const answers = book('poll', 'other', 'poll', 'poll')
  const taken = ['poll', 'poll', 'other', 'poll'].map((body, asker) =>
    answers.take(CHAT, ask(body), asker),
  )
  expect(taken.map((answer) => 'index' in answer && answer.index)).toEqual([0, 2, 1, 3])
  expect(answers.take(CHAT, ask('poll'), 4)).toEqual({ kind: 'blocked', nearest: 3 })
})

test('a request without an equal is answered by the nearest of the same operation, as a mismatch', () => {
  const answers = createAnswerBook([
    { index: 0, operation: 'GET https://model/chat', asked: ask('the weather in Rome?') },
    { index: 1, operation: CHAT, asked: ask('the time?') },
    { index: 2, operation: CHAT, asked: ask('the weather in Paris?') },
  ])
  expect(answers.take(CHAT, ask('the weather in Rome?'), 0)).toEqual({
    kind: 'mismatched',
    index: 2,
  })
  expect(answers.unserved()).toEqual([0, 1])
})

test('a mismatched answer is reclaimed by the request it was recorded for', () => {
  const answers = book('a', 'b')
  expect(answers.take(CHAT, ask('extra a'), 0)).toEqual({ kind: 'mismatched', index: 0 })
  expect(answers.take(CHAT, ask('a'), 1)).toEqual({ kind: 'equal', index: 0, reclaimedFrom: 0 })
  expect(answers.take(CHAT, ask('b'), 2)).toEqual({ kind: 'equal', index: 1 })
  expect(answers.unserved()).toEqual([])
})

test('an unserved equal answer is preferred to a mismatched one', () => {
  const answers = book('a', 'a')
  expect(answers.take(CHAT, ask('x'), 0).kind).toBe('mismatched')
  expect(answers.take(CHAT, ask('a'), 1)).not.toHaveProperty('reclaimedFrom')
})

test('nothing is left of the operation: blocked, naming the nearest served', () => {
  const answers = book('alpha', 'omega')
  for (const body of ['alpha', 'omega']) answers.take(CHAT, ask(body), 0)
  expect(answers.take(CHAT, ask('alpha!'), 2)).toEqual({ kind: 'blocked', nearest: 0 })
  expect(answers.take('POST https://else/', ask('alpha'), 3)).toEqual({
    kind: 'blocked',
    nearest: null,
  })
})

test('takeEqual anchors nothing', () => {
  const answers = book('a')
  expect(answers.takeEqual(CHAT, ask('b'), 0)).toEqual({ kind: 'blocked', nearest: 0 })
  expect(answers.unserved()).toEqual([0])
})

test('what is skipped answers no more', () => {
  const answers = book('a', 'a')
  answers.skip(0)
  expect(answers.take(CHAT, ask('a'), 0)).toEqual({ kind: 'equal', index: 1 })
})

test('both sides are reduced where nothing is equal as it stands', () => {
  const answers = createAnswerBook(
    [{ index: 0, operation: CHAT, asked: ask('<redacted:key:1>') }],
    { reduce: (request) => ({ ...request, body: '<redacted>' }) },
  )
  expect(answers.take(CHAT, ask('sk-1'), 0)).toEqual({ kind: 'equal', index: 0 })
})

test('a difference explained by volatile values is an answer', () => {
  const values = [{ path: '$', recorded: '10:00', replayed: '11:00' }]
  const answers = createAnswerBook([{ index: 0, operation: CHAT, asked: ask('at 10:00') }], {
    volatile: {
      explain: (_recorded, replayed) => (replayed.body === 'at 11:00' ? values : null),
      shapeOf: (operation) => operation,
    },
  })
  expect(answers.take(CHAT, ask('at noon'), 0).kind).toBe('mismatched')
  const others = createAnswerBook([{ index: 0, operation: CHAT, asked: ask('at 10:00') }], {
    volatile: { explain: () => values, shapeOf: (operation) => operation },
  })
  expect(others.take(CHAT, ask('at 11:00'), 0)).toEqual({ kind: 'volatile', index: 0, values })
})

/** Counts the bodies that are compared, which unlike the time does not depend on the machine. */
function work(count: number, order: (index: number) => number): number {
  let reads = 0
  const counted = (body: JsonValue): Matchable => {
    const asked = ask(body)
    return Object.defineProperty(asked, 'body', { get: () => (reads++, body) })
  }
  const answers = createAnswerBook(
    Array.from({ length: count }, (_, index) => ({
      index,
      operation: CHAT,
      asked: counted({ poll: order === same ? 0 : index }),
    })),
  )
  for (let asker = 0; asker < count; asker++) {
    const body = { poll: order === same ? 0 : order(asker) }
    expect(answers.take(CHAT, ask(body), asker).kind).toBe('equal')
  }
  return reads
}
const same = () => 0

test.each([
  ['2,000 identical requests', same],
  ['2,000 requests in recorded order', (index: number) => index],
  ['2,000 requests in reverse order', (index: number) => 1999 - index],
])('%s take linear work', (_name, order) => {
  expect(work(2000, order)).toBeLessThanOrEqual(2000 * 4)
})
