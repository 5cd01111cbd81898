import { expect, test } from 'vitest'
import {
  seededBytes,
  seededRandom,
  uuidOf,
} from '../../../../src/core/analysis/determinism/seeded-random.ts'

const draw = (seed: string, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

test('the same seed draws the same, another one others', () => {
  expect(draw('a 1', 20)).toEqual(draw('a 1', 20))
  expect(draw('a 1', 20)).not.toEqual(draw('a 2', 20))
  const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => draw(`${seed} x`, 1)[0]))
  expect(firsts.size).toBe(1000)
})

test('numbers are spread over 0 to 1, with the digits of Math.random()', () => {
  const drawn = draw('spread', 20_000)
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...drawn)).toBeLessThan(1)
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
  for (let tenth = 0; tenth < 10; tenth++)
    expect(drawn.filter((value) => Math.floor(value * 10) === tenth).length).toBeGreaterThan(1800)
  expect(String(drawn[0]).length).toBeGreaterThan(10)
})

test('uuids are of version 4', () => {
  const uuid = uuidOf(seededBytes(seededRandom('id'), 16))
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
