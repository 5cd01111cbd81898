import { expect, test } from 'vitest'
import { bodyBytes, describeBody } from '../../../src/core/cassette/body.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { renameAnswer } from '../../../src/core/matching/rename-answer.ts'

const before = '3f0c2a8e-94b1-4d67-8e21-5a7c9b0d1e2f'
const now = 'b81d7e60-2c3f-4a95-9f04-c6e8d2a1735b'
const ids = new Map([[before, now]])

function answer(text: string, contentType: string): RecordedAction {
  const body = describeBody([{ bytes: new TextEncoder().encode(text), at: 0 }], contentType)!
  return {
    kind: 'action',
    index: 0,
    type: 'http',
    name: 'x',
    parent: null,
    start: 0,
    duration: 1,
    outcome: 'success',
    response: { status: 200, statusText: 'OK', headers: [], body, end: 'complete' },
  }
}

const textOf = (action: RecordedAction) =>
  new TextDecoder().decode(bodyBytes(action.response!.body))

test.each([
  ['JSON', `{"n":1.0,"ids":["${before}","to ${before}"]}`, 'application/json'],
  ['an event stream', `data: {"id":"${before}"}\n\ndata: ${before}\n\n`, 'text/event-stream'],
  ['lines', `{"id":"${before}"}\n{"id":1}\n`, 'application/x-ndjson'],
  ['text', `It is ${before}.`, 'text/plain'],
])('an id is renamed in %s, and nothing else', (_name, text, contentType) => {
  const renamed = renameAnswer(answer(text, contentType), { ids, message: null })
  expect(textOf(renamed)).toBe(text.replaceAll(before, now))
})

test('an answer is left as it is where nothing was renamed', () => {
  const recorded = answer(`{"id":"${before}"}`, 'application/json')
  expect(renameAnswer(recorded, { ids: new Map(), message: null })).toBe(recorded)
})

test('a JSON-RPC answer carries the id of the message that was sent', () => {
  const stream = (id: number) =>
    `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1,"progressToken":${id}}}\n\n` +
    `data: {"jsonrpc":"2.0","id":${id},"result":{"id":3}}\n\n`
  const message = { recorded: 3, replayed: 7 }
  const renamed = renameAnswer(answer(stream(3), 'text/event-stream'), { ids: new Map(), message })
  expect(textOf(renamed)).toBe(stream(7))
  const other = answer('{"id":3,"result":3}', 'application/json')
  expect(textOf(renameAnswer(other, { ids: new Map(), message }))).toBe(textOf(other))
})
