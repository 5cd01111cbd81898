import { expect, test } from 'vitest'
import { judgeFault } from '../../../src/core/faults/judge-fault.ts'
import { saysFailure } from '../../../src/core/faults/says-failure.ts'
import type { FaultyRun } from '../../../src/core/faults/fault.ts'
import type { RecordedError } from '../../../src/core/cassette/schema.ts'

const RUN: FaultyRun = {
  faults: ['rate_limited'],
  traces: ['Rate limit reached', '429'],
  isAnswered: false,
  doneTwice: false,
  ranAway: false,
  left: undefined,
  isSame: false,
  end: { saysFailure: false },
}

const judge = (run: Partial<FaultyRun>) => judgeFault({ ...RUN, ...run })
const threw = (name: string, message: string, more: Partial<RecordedError> = {}) =>
  judge({ end: { error: { name, message, ...more } } })

test('an agent recovers by asking again', () => {
  expect(judge({ isAnswered: true, isSame: true })).toBe('recovered')
  expect(judge({ isAnswered: true })).toBe('recovered_otherwise')
  expect(judge({ isAnswered: true, isSame: true, left: 'POST /other' })).toBe('left_recording')
  expect(judge({ isAnswered: true, ranAway: true, left: 'POST /other' })).toBe('ran_away')
})

test('what was done is not done again', () => {
  expect(judge({ isAnswered: true, isSame: true, doneTwice: true })).toBe('done_twice')
  expect(judge({ doneTwice: true, left: 'POST /other' })).toBe('done_twice')
})

test('the same end without the answer is claimed', () => {
  expect(judge({ isSame: true })).toBe('swallowed')
  expect(judge({})).toBe('swallowed')
  expect(judge({ end: { saysFailure: true } })).toBe('failed_cleanly')
  expect(judge({ isSame: true, end: { saysFailure: true } })).toBe('swallowed')
})

test('an error is clean where it speaks of the fault, and a crash where it does not', () => {
  expect(threw('RateLimitError', '429 Rate limit reached')).toBe('failed_cleanly')
  expect(threw('OrderError', 'the order could not be read')).toBe('failed_cleanly')
  expect(threw('TypeError', "Cannot read properties of undefined (reading '0')")).toBe('crashed')
  expect(threw('RangeError', 'Maximum call stack size exceeded')).toBe('crashed')
  expect(threw('TypeError', 'fetch failed')).toBe('failed_cleanly')
  expect(threw('SyntaxError', 'Unexpected token')).toBe('crashed')
  const cause = { name: 'Error', message: 'the service said 429' }
  expect(threw('TypeError', 'no choices', { cause })).toBe('failed_cleanly')
  expect(
    judge({ faults: ['truncated_json'], end: { error: { name: 'SyntaxError', message: 'end' } } }),
  ).toBe('failed_cleanly')
})

test('an output says that it failed by its words, its fields, or a flag', () => {
  expect(saysFailure('Sorry, try again later.', 'It is broken.')).toBe(true)
  expect(saysFailure({ ok: false }, { ok: true })).toBe(true)
  expect(saysFailure({ error: { code: 7 } }, { answer: 'yes' })).toBe(true)
  expect(saysFailure({ answer: '', error: null }, { answer: 'yes' })).toBe(false)
  expect(saysFailure('', 'It is broken.')).toBe(false)
  // An error that the recording holds, too, is not new in this run.
  expect(saysFailure({ note: 'failed once', answer: '' }, { note: 'failed once' })).toBe(false)
})
