import { expect, test } from 'vitest'
import type { ResponseEnd } from '../../../src/core/cassette/schema.ts'
import { findGoodAnswer } from '../../../src/core/forks/swap-answer.ts'
import { buildCassette, modelCall } from '../cassette/build-cassette.ts'

const recording = (end: ResponseEnd) => {
  const call = modelCall(0, { model: 'gpt-4o', messages: [] }, { choices: [] })
  return buildCassette([{ ...call, response: { ...call.response!, end } }])
}

test('a good answer is a whole one', () => {
  const failed = recording('truncated')
  const passed = recording('complete')
  expect(findGoodAnswer(failed, 0, [passed])).toEqual({ cassette: passed, at: 0 })
  expect(findGoodAnswer(failed, 0, [recording('aborted')])).toBeNull()
  expect(findGoodAnswer(failed, 0, [recording('truncated')])).toBeNull()
})
