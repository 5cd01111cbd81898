import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { Background, findBackground, findRecurring } from '../../../src/core/matching/background.ts'
import { MEANINGFUL } from '../../../src/core/matching/compared-headers.ts'

const poll = { operation: 'GET http://flags/all', isAttributed: true, isModelCall: false }
const ask = { operation: 'POST http://api/ask', isAttributed: true, isModelCall: false }
const none = new Set<string>()

test('what was requested without context, and another number of times, is background', () => {
  expect(findBackground([poll, poll, ask], [poll, ask], none)).toEqual(new Set([poll.operation]))
  expect(findBackground([poll, ask], [ask], none)).toEqual(new Set([poll.operation]))
  expect(findBackground([ask], [ask, poll], none)).toEqual(new Set([poll.operation]))
  expect(findBackground([ask, poll], [ask, poll], none)).toEqual(none)
})

test('what goes on while no run is open is background, though its number was the same', () => {
  const outside = new Set([poll.operation])
  expect(findBackground([ask, poll], [ask, poll], outside)).toEqual(outside)
  expect(findBackground([ask], [ask], outside)).toEqual(outside)
})

test('what the agent asks itself, and a call of a model, is none', () => {
  const own = { ...poll, isAttributed: false }
  expect(findBackground([poll, poll], [own], none)).toEqual(none)
  const model = { ...ask, isModelCall: true }
  expect(findBackground([model], [model, model], new Set([model.operation]))).toEqual(none)
})

test('what nothing but an interval requests is recurring, however often it came', () => {
  const beat = { ...poll, isAttributed: false, isRecurring: true }
  expect(findRecurring([beat, ask], [beat, ask])).toEqual(new Set([beat.operation]))
  expect(findRecurring([beat], [{ ...poll, isAttributed: false }])).toEqual(none)
  expect(findRecurring([{ ...beat, isModelCall: true }], [beat])).toEqual(none)
  expect(findRecurring([poll], [poll])).toEqual(none)
})

test('an equal request is answered as often as it is made', () => {
  const action: RecordedAction = {
    kind: 'action',
    index: 0,
    type: 'http',
    name: 'GET flags/all',
    parent: null,
    start: 0,
    duration: 1,
    outcome: 'success',
    request: { method: 'GET', url: 'http://flags/all?v=1', headers: [] },
    response: { status: 200, statusText: 'OK', headers: [], end: 'complete' },
  }
  const background = new Background([action], { headers: MEANINGFUL, reduce: (it) => it })
  const asked = { method: 'GET', url: 'http://flags/all?v=1', headers: [], body: null }
  expect(background.knows('GET http://flags/all')).toBe(true)
  for (let time = 0; time < 3; time++)
    expect(background.find('GET http://flags/all', asked)).toBe(action)
  expect(background.find('GET http://flags/all', { ...asked, url: 'http://flags/all?v=2' })).toBe(
    null,
  )
  expect(background.knows('GET http://flags/one')).toBe(false)
})
