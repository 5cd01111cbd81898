import { expect, test } from 'vitest'
import {
  bandOf,
  evaluateDeterminism,
  scoreOf,
  totalDeterminism,
} from '../../../../src/core/analysis/determinism/score.ts'

test('a score is the share of stable positions, never rounded up', () => {
  expect(scoreOf(3, 3)).toBe(100)
  expect(scoreOf(2, 3)).toBe(66.6)
  expect(scoreOf(0, 4)).toBe(0)
  expect(scoreOf(9_999, 10_000)).toBe(99.9)
  expect(scoreOf(0, 0)).toBe(100)
  for (let stable = 0; stable <= 1000; stable++) expect(scoreOf(stable, 1000)).toBe(stable / 10)
})

test.each([
  [100, 'high'],
  [90, 'high'],
  [89.9, 'moderate'],
  [70, 'moderate'],
  [69.9, 'low'],
  [50, 'low'],
  [49.9, 'none'],
  [0, 'none'],
])('%d is in the band %s', (score, band) => expect(bandOf(score)).toBe(band))

test('runs are added up by their positions; those that were not measured do not count', () => {
  expect(totalDeterminism([{ stable: 1, positions: 1 }, null, { stable: 0, positions: 3 }])).toBe(
    25,
  )
  expect(totalDeterminism([null])).toBeNull()
})

test('what was not measured has not reached a threshold', () => {
  expect(evaluateDeterminism(null, 0)).toMatchObject({ pass: false })
  const measured = { score: 80, band: 'moderate', replays: 3 } as const
  expect(evaluateDeterminism(measured, 80)).toMatchObject({ pass: true })
  expect(evaluateDeterminism(measured, 80.1)).toEqual({
    pass: false,
    code: 'compared',
    ...measured,
    min: 80.1,
  })
})
