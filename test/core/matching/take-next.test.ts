import { expect, test } from 'vitest'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import type { Matchable } from '../../../src/core/matching/matchable.ts'

const OPERATION = 'POST https://api.example.com/v1'

const ask = (question: string): Matchable => ({
  method: 'POST',
  url: 'https://api.example.com/v1',
  headers: [],
  body: { question },
})
const asText = (question: string) => ({ ...ask(question), text: JSON.stringify({ question }) })

function bookOf(...questions: string[]) {
  return createAnswerBook(
    questions.map((question, index) => ({ index, operation: OPERATION, asked: ask(question) })),
  )
}

test('the next in line answers the very same text, identical requests in recorded order', () => {
  const book = bookOf('status', 'status', 'result')
  expect(book.takeNext(OPERATION, asText('status'))).toBe(0)
  expect(book.takeNext(OPERATION, asText('result'))).toBeNull()
  expect(book.take(OPERATION, ask('result'), 1)).toEqual({ kind: 'equal', index: 2 })
  expect(book.takeNext(OPERATION, asText('status'))).toBe(1)
  expect(book.takeNext(OPERATION, asText('status'))).toBeNull()
  expect(book.unserved()).toEqual([])
})

test('an interaction that answered a different request is not taken again', () => {
  const book = bookOf('first', 'second')
  expect(book.take(OPERATION, ask('other'), 0)).toEqual({ kind: 'mismatched', index: 0 })
  expect(book.takeNext(OPERATION, asText('first'))).toBeNull()
  expect(book.take(OPERATION, ask('first'), 1)).toEqual({
    kind: 'equal',
    index: 0,
    reclaimedFrom: 0,
  })
  expect(book.takeNext(OPERATION, asText('second'))).toBe(1)
})

test('another method, URL or header is another request', () => {
  const book = bookOf('status')
  const asked = asText('status')
  expect(book.takeNext(OPERATION, { ...asked, method: 'PUT' })).toBeNull()
  expect(book.takeNext(OPERATION, { ...asked, url: `${asked.url}?page=2` })).toBeNull()
  expect(book.takeNext(OPERATION, { ...asked, headers: [['x-tenant', 'a']] })).toBeNull()
  expect(book.takeNext('GET elsewhere', asked)).toBeNull()
})

test('a text that was recorded is not the JSON that prints as it', () => {
  for (const body of ['status', null]) {
    const book = createAnswerBook([
      { index: 0, operation: OPERATION, asked: { ...ask('status'), body } },
    ])
    expect(book.takeNext(OPERATION, { ...asText('status'), text: JSON.stringify(body) })).toBeNull()
  }
})
