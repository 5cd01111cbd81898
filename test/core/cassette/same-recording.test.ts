import { expect, test } from 'vitest'
import { isSameRecording } from '../../../src/core/cassette/same-recording.ts'
import type { Cassette } from '../../../src/core/cassette/schema.ts'
import { buildCassette, modelCall, toolCall } from './build-cassette.ts'

const build = () => buildCassette([modelCall(0, { q: 1 }, { a: 1 }), toolCall(1)])

test.each<[string, (cassette: Cassette) => void]>([
  ['the date', (cassette) => (cassette.header.recordedAt = '2027-01-01')],
  ['the machine', (cassette) => (cassette.header.environment.node = 'v24')],
  ['how long it took', (cassette) => (cassette.end!.totals.duration = 99)],
  ['when an action started', (cassette) => (cassette.actions[0]!.start = 99)],
  ['how long an action took', (cassette) => (cassette.actions[1]!.duration = 99)],
])('is the same but for %s', (_name, change) => {
  const again = build()
  change(again)
  expect(isSameRecording(build(), again)).toBe(true)
})

test('is the same but for how the network cut a body', () => {
  const [a, b] = [build(), build()]
  a.actions[0]!.response!.body = {
    text: 'abc',
    chunks: [
      [1, 0],
      [2, 5],
    ],
  }
  b.actions[0]!.response!.body = { text: 'abc' }
  expect(isSameRecording(a, b)).toBe(true)
  a.actions[0]!.response!.body = { events: [{ data: 'a' }], times: [1] }
  b.actions[0]!.response!.body = { events: [{ data: 'a' }], times: [9] }
  expect(isSameRecording(a, b)).toBe(true)
})

test.each<[string, (cassette: Cassette) => void]>([
  ['an answer', (cassette) => (cassette.actions[0]!.response!.body = { json: { a: 2 } })],
  ['a request', (cassette) => (cassette.actions[0]!.request!.url += '?x')],
  ['an input', (cassette) => (cassette.actions[1]!.inputs = { json: [] })],
  ['the output', (cassette) => (cassette.end!.output = { json: null })],
  ['the verdict', (cassette) => (cassette.end!.verified = false)],
  ['its end', (cassette) => (cassette.end = null)],
  ['an action less', (cassette) => void cassette.actions.pop()],
  ['a resource', (cassette) => (cassette.header.resources['prompt'] = 'new')],
])('is another with %s', (_name, change) => {
  const again = build()
  change(again)
  expect(isSameRecording(build(), again)).toBe(false)
})
