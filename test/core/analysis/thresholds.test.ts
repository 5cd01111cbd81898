import { expect, test } from 'vitest'
import { evaluateMatchRate, formatRate } from '../../../src/core/analysis/thresholds.ts'

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

test('says the rate, the threshold and what it means', () => {
  expect(evaluateMatchRate({ matchRate: 0.99999, receipt }, 1)).toEqual({
    pass: false,
    message: 'match rate 0.999, at least 1 wanted (matched positions / all aligned positions)',
  })
})

test('a blocked request fails whatever the rate', () => {
  const run = { matchRate: 1, receipt: { ...receipt, blocked: 2 } }
  expect(evaluateMatchRate(run, 0)).toMatchObject({
    pass: false,
    message: '2 blocked: requests that are not in the cassette',
  })
})

test('a replay that replayed nothing fails', () => {
  const run = { matchRate: 1, receipt: { served: 0, live: 0, blocked: 0 } }
  expect(evaluateMatchRate(run, 0).pass).toBe(false)
})

test('a recording without a verdict passes', () => {
  expect(evaluateMatchRate({ matchRate: null, receipt }, 1).pass).toBe(true)
})

test.each([
  [1, '1'],
  [0.9999999, '0.999'],
  [2 / 3, '0.666'],
  [0, '0'],
])('prints %d as %s, never rounded up', (rate, text) => {
  expect(formatRate(rate)).toBe(text)
})
