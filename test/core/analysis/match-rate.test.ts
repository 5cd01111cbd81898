import { expect, test } from 'vitest'
import { countPositions, matchRate } from '../../../src/core/analysis/match-rate.ts'

test.each([
  [10, 0, 1],
  [10, 1, 0.9],
  [1, 1, 0],
  [1, 5, 0],
  [0, 0, 0],
])('%d positions, %d diverging', (positions, diverging, rate) => {
  expect(matchRate(positions, diverging)).toBe(rate)
})

test('counts replayed and missing actions, and the final output', () => {
  const divergences = ['missing_action', 'extra_action', 'order', 'missing_action'].map((kind) => ({
    kind,
  }))
  expect(countPositions({ actions: [1, 2, 3], divergences })).toBe(6)
  expect(countPositions({ actions: [], divergences: [] })).toBe(1)
})
