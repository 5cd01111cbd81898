import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { forkCassette } from '../../../src/core/forks/fork-cassette.ts'

const COMMON = { kind: 'action', parent: null, start: 0, duration: 5, outcome: 'success' } as const
const RESPONSE = { status: 200, statusText: 'OK', headers: [], end: 'complete' as const }

const request = { method: 'POST', url: 'http://a.test/', headers: [] }
const call: RecordedAction = {
  ...COMMON,
  index: 0,
  type: 'http',
  name: 'POST a.test/',
  request,
  response: { ...RESPONSE, headers: [['content-length', '9']], body: { json: { a: 1 } } },
}
const tool: RecordedAction = {
  ...COMMON,
  index: 1,
  type: 'tool',
  name: 'find',
  outputs: { json: 1 },
}
const within: RecordedAction = { ...call, index: 2, parent: 1 }
const stream: RecordedAction = {
  ...call,
  index: 3,
  response: { ...RESPONSE, body: { events: [{ json: { a: 1 } }, { data: '[DONE]' }] } },
}
const cassette = { actions: [call, tool, within, stream] } as unknown as Cassette
const indices = (forked: { cassette: Cassette }) =>
  forked.cassette.actions.map(({ index }) => index)

test('what comes before a fork stays, and what follows only in replay', () => {
  expect(indices(forkCassette(cassette, { at: 1, then: 'live' }))).toEqual([0])
  expect(indices(forkCassette(cassette, { at: 1, answer: 2, then: 'live' }))).toEqual([0, 1])
  expect(indices(forkCassette(cassette, { at: 1, then: 'replay' }))).toEqual([0, 1, 2, 3])
  expect(forkCassette(cassette, { at: 3, then: 'live' }).prefix).toBe(3)
})

test('an action is answered as told, in its own form', () => {
  const answered = (at: number, answer: unknown) =>
    forkCassette(cassette, { at, answer, then: 'live' }).cassette.actions.at(-1)!
  expect(answered(0, { b: 2 }).response).toMatchObject({ headers: [], body: { json: { b: 2 } } })
  expect(answered(1, new Date(0)).outputs).toMatchObject({ json: '1970-01-01T00:00:00.000Z' })
  expect(answered(1, new RangeError('no'))).toMatchObject({
    outcome: 'error',
    error: { name: 'RangeError', message: 'no' },
  })
  expect(answered(1, new RangeError('no')).outputs).toBeUndefined()
  expect(answered(3, [{ b: 2 }]).response!.body).toEqual({
    events: [{ json: { b: 2 } }, { data: '[DONE]' }],
  })
})

test('a fork that cannot be made is refused', () => {
  const fork = (at: number, answer?: unknown) => () =>
    forkCassette(cassette, { at, answer, then: 'live' })
  expect(fork(9)).toThrow('there is no action 9: it has 4, counted from 0')
  expect(fork(2)).toThrow('action 2 ("POST a.test/") is within action 1')
  expect(fork(3, { b: 2 })).toThrow('was answered by a stream')
})
