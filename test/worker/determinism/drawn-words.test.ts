import { expect, test } from 'vitest'
import { isDrawn } from '../../../src/worker/determinism/drawn-words.ts'

test.each([
  ['thread V1StGXR8_Z5jdHi6B-myT', 'thread p0qLw2_Xk9bNcR4TzUe1H', true],
  ['id o1susmuie2hakh57mmval3jo', 'id d3neuccwzn8noyfivvebnzwb', true],
  ['a f81e4ac6-bef7-4bc0-81b5-5cb633f3e528', 'a 063a0c9b-a632-45ef-8410-8587c09cf915', true],
  ['turn 1', 'turn 2', false],
  ['refund the order', 'decline the order', false],
  ['sent to V1StGXR8_Z5jdHi6B-myT', 'kept for p0qLw2_Xk9bNcR4TzUe1H', false],
  ['V1StGXR8_Z5jdHi6B-myT', 'V1StGXR8_Z5jdHi6B-myU', false],
])('%s, then %s: drawn %s', (recorded, replayed, drawn) => {
  expect(isDrawn([{ path: '$.a', recorded, replayed }])).toBe(drawn)
})

test('nothing that differs is not drawn', () => {
  expect(isDrawn([])).toBe(false)
})
