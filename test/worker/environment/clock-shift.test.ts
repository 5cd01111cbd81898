import { expect, test } from 'vitest'
import { clockShift } from '../../../src/worker/environment/clock-shift.ts'

test('three seeds in a row are another year, weekday and part of the day each', () => {
  const start = Date.UTC(2026, 10, 21, 12)
  for (let seed = 0; seed < 300; seed += 3) {
    const shifted = [0, 1, 2].map((turn) => new Date(start + clockShift(seed + turn)))
    for (const date of shifted) {
      expect(date.getUTCFullYear()).not.toBe(2026)
      expect(Math.abs(date.getTime() - start)).toBeLessThan(4 * 366 * 24 * 60 * 60 * 1000)
    }
    expect(new Set(shifted.map((date) => date.getUTCHours())).size).toBeGreaterThan(1)
  }
})
