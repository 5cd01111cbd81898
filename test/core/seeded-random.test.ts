import { expect, test } from 'vitest'
import { seededBytes, seededRandom, spreadRandom, uuidOf } from '../../src/core/seeded-random.ts'

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

const drawSpread = (seed: number, place: number) =>
  spreadRandom(seed, `Math.random ${place}`, place)()

test('three seeds in a row never all take the same side of a coin', () => {
  for (let seed = 0; seed < 3000; seed += 7) {
    for (const place of [0, 1, 2, 3]) {
      const sides = [0, 1, 2].map((turn) => drawSpread(seed + turn, place) < 0.5)
      expect(new Set(sides).size).toBe(2)
    }
  }
})

test('a side that is taken by the last digits is not always the same', () => {
  const even = (seed: number) => Math.floor(drawSpread(seed, 0) * 1000) % 2 === 0
  const alike = Array.from({ length: 1000 }, (_, seed) => seed * 7).filter(
    (seed) => even(seed) === even(seed + 1) && even(seed) === even(seed + 2),
  )
  // A quarter, as of three coins.
  expect(alike.length).toBeGreaterThan(150)
  expect(alike.length).toBeLessThan(350)
})

test('what is drawn lies between 0 and 1, and is the same again', () => {
  for (let seed = 0; seed < 1_000_000; seed += 9973) {
    expect(drawSpread(seed, seed % 5)).toBeGreaterThanOrEqual(0)
    expect(drawSpread(seed, seed % 5)).toBeLessThan(1)
    expect(drawSpread(seed, 3)).toBe(drawSpread(seed, 3))
  }
})
