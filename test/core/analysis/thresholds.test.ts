import { expect, test } from 'vitest'
import { evaluateMatchRate } from '../../../src/core/analysis/thresholds.ts'

const receipt = { served: 3, live: 0, blocked: 0 }

test.each([
  [1, 1, true],
  [0.999999, 1, false],
  [0.9, 0.9, true],
  [0.89, 0.9, false],
  [0, 0, true],
])('a match rate of %d held against %d', (matchRate, min, pass) => {
  expect(evaluateMatchRate({ matchRate, receipt }, min).pass).toBe(pass)
})

test('a blocked request fails whatever the rate', () => {
  const run = { matchRate: 1, receipt: { ...receipt, blocked: 2 } }
  expect(evaluateMatchRate(run, 0)).toEqual({
    pass: false,
    code: 'blocked',
    blocked: 2,
    accepted: 0,
  })
})

test('a replay that replayed nothing fails', () => {
  const run = { matchRate: 1, receipt: { served: 0, live: 0, blocked: 0 } }
  expect(evaluateMatchRate(run, 0).pass).toBe(false)
})

test('a recording without a verdict passes', () => {
  expect(evaluateMatchRate({ matchRate: null, receipt }, 1).pass).toBe(true)
})
