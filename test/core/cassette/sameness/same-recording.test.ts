import { expect, test } from 'vitest'
import { isSameRecording } from '../../../../src/core/cassette/sameness/same-recording.ts'
import type { Cassette } from '../../../../src/core/cassette/schema.ts'
import type { RecordedError } from '../../../../src/core/cassette/schema.ts'
import { buildCassette, modelCall, toolCall } from '../build-cassette.ts'

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

/** A recording whose request failed, and whose agent threw the same error on, or one that wraps it. */
function failing(error: RecordedError, wrapped = error): Cassette {
  const cassette = buildCassette([modelCall(0, { q: 1 }, { a: 1 }), toolCall(1)])
  const [action] = cassette.actions
  delete action!.response
  action!.error = error
  delete cassette.end!.output
  cassette.end!.error = wrapped
  return cassette
}

const failed = (message: string, fields?: Record<string, string | number>): RecordedError => ({
  name: 'Error',
  message,
  ...(fields ? { fields: { json: fields } } : {}),
})

test.each<[string, RecordedError, RecordedError]>([
  [
    'ports of a refused connection',
    failed('connect ECONNREFUSED 127.0.0.1:4999', { port: 4999, address: '127.0.0.1' }),
    failed('connect ECONNREFUSED 127.0.0.1:51234', { port: 51234, address: '127.0.0.1' }),
  ],
  [
    'ports of a refused connection over IPv6',
    failed('connect ECONNREFUSED ::1:4999'),
    failed('connect ECONNREFUSED ::1:51234'),
  ],
  [
    'what undici counts of a lost socket',
    failed('other side closed', {
      localPort: 41000,
      remotePort: 80,
      bytesWritten: 312,
      bytesRead: 0,
    }),
    failed('other side closed', {
      localPort: 52111,
      remotePort: 80,
      bytesWritten: 298,
      bytesRead: 9,
    }),
  ],
  [
    'a request id of OpenAI',
    failed('500 The server had an error (request id req_0a1b2c3d4e5f60718293)'),
    failed('500 The server had an error (request id req_ff1b2c3d4e5f60718293)'),
  ],
  [
    'a request id of AWS',
    failed('UnknownError', { requestId: '6b2d7d0e-41f7-4d0c-9a39-0b7d8a5a5f0e', attempts: 1 }),
    failed('UnknownError', { requestId: 'f3a91c57-0d6e-4f6e-8d0c-8a3f5b1c2d4e', attempts: 1 }),
  ],
  [
    'a request id that is bare hex',
    failed('Bad gateway, request id: 9f8e7d6c5b4a39281706f5e4d3c2b1a0'),
    failed('Bad gateway, request id: 00112233445566778899aabbccddeeff'),
  ],
  ['bytes that had come', failed('aborted after 4096 bytes'), failed('aborted after 8192 bytes')],
  ['kilobytes', failed('aborted after 4.1 kB'), failed('aborted after 8 kB')],
  ['milliseconds', failed('timed out after 1203ms'), failed('timed out after 1198ms')],
  ['seconds', failed('timed out after 1.203 s'), failed('timed out after 1.198 s')],
])('a failing recording is the same but for %s', (_name, before, after) => {
  expect(isSameRecording(failing(before), failing(after))).toBe(true)
  const wrap = (cause: RecordedError) => failed(`The agent gave up: ${cause.message}`)
  expect(isSameRecording(failing(before, wrap(before)), failing(after, wrap(after)))).toBe(true)
})

test('the same is the id of a request in the body of an answer that failed', () => {
  const answer = (id: string, message: string, status = 529) => {
    const cassette = build()
    const { response } = cassette.actions[0]!
    response!.status = status
    response!.body = { json: { error: { message }, request_id: id } }
    return cassette
  }
  const before = answer('req_011CSHoEeqs5C35K2UUqR7Fy', 'Overloaded')
  expect(isSameRecording(before, answer('req_99aCSHoEeqs5C35K2UUqR7Fy', 'Overloaded'))).toBe(true)
  expect(isSameRecording(before, answer('req_99aCSHoEeqs5C35K2UUqR7Fy', 'Other'))).toBe(false)
  const good = answer('req_011CSHoEeqs5C35K2UUqR7Fy', 'fine', 200)
  expect(isSameRecording(good, answer('req_99aCSHoEeqs5C35K2UUqR7Fy', 'fine', 200))).toBe(false)
})

test.each<[string, RecordedError, RecordedError]>([
  ['another message', failed('quota exceeded'), failed('overloaded')],
  ['another code', { ...failed('x'), code: 'ECONNRESET' }, { ...failed('x'), code: 'EPIPE' }],
  ['another status', failed('x', { status: 500 }), failed('x', { status: 429 })],
  ['another host', failed('connect 10.0.0.1:80'), failed('connect 10.0.0.2:80')],
])('a failing recording with %s is another', (_name, before, after) => {
  expect(isSameRecording(failing(before), failing(after))).toBe(false)
})

test('a number that the agent itself put into its error is no chance: its replay would say another', () => {
  const refused = failed('connect ECONNREFUSED 127.0.0.1:4999')
  const gaveUp = (after: string) => failing(refused, failed(`gave up after ${after}`))
  expect(isSameRecording(gaveUp('300 ms'), gaveUp('600 ms'))).toBe(false)
  expect(isSameRecording(gaveUp('localhost:8080'), gaveUp('localhost:9090'))).toBe(false)
})
