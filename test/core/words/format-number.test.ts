import { expect, test } from 'vitest'
import {
  formatCount,
  formatDuration,
  formatRatio,
  formatScore,
  formatShort,
  formatUsd,
} from '../../../src/core/words/format-number.ts'
import { plural } from '../../../src/core/words/plural.ts'

test.each([
  [1, '1'],
  [0.9999999, '0.999'],
  [0.9996, '0.999'],
  [2 / 3, '0.666'],
  [0.29, '0.29'],
  [0.0004, '0.001'],
  [0, '0'],
  [-0, '0'],
  [null, 'none'],
])('the share %s is printed as %s', (share, text) => expect(formatRatio(share)).toBe(text))

test('only all is 1, and only nothing is 0', () => {
  for (const exponent of [1, 3, 6, 12, 15]) {
    expect(formatRatio(1 - 10 ** -exponent)).not.toBe('1')
    expect(formatRatio(10 ** -exponent)).not.toBe('0')
    expect(formatScore(100 - 10 ** (2 - exponent))).not.toBe('100')
    expect(formatShort(-(10 ** -exponent), 2)).not.toMatch(/^-?0$/)
  }
})

test.each([
  [100, '100'],
  [99.99, '99.9'],
  [89.96, '89.9'],
  [0.01, '0.1'],
  [-0, '0'],
  [null, 'none'],
])('the score %s is printed as %s', (score, text) => expect(formatScore(score)).toBe(text))

test.each([
  [null, 'unknown'],
  [0, '$0'],
  [0.00004, '$0.00004'],
  [0.0000001234, '$0.000000123'],
  [0.00473, '$0.00473'],
  [0.01, '$0.01'],
  [0.0123, '$0.0123'],
  [0.5, '$0.50'],
  [1, '$1.00'],
  [1234.567, '$1,234.57'],
])('the amount %s is printed as %s', (usd, text) => expect(formatUsd(usd)).toBe(text))

test.each([
  [null, 'unknown'],
  [0, '0 ms'],
  [0.04, '0.04 ms'],
  [840.2, '840 ms'],
  [999.7, '1 s'],
  [1234.5, '1.23 s'],
  [59_980, '1 min 0 s'],
  [3_600_000, '1 h 0 min'],
])('the duration %s is printed as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test('counts have their thousands apart, and their noun in the right number', () => {
  expect(formatCount(12_345.6)).toBe('12,346')
  expect(plural(1, 'run')).toBe('1 run')
  expect(plural(0, 'run')).toBe('0 runs')
  expect(plural(1000, 'run was', 'runs were')).toBe('1,000 runs were')
})
