import { expect, test } from 'vitest'
import { editDistance, nearestName } from '../../../src/core/options/nearest-name.ts'

test.each([
  ['determinsm', 'determinism'],
  ['matchrate', 'matchRate'],
  ['matchRaet', 'matchRate'],
  ['blokced', 'blocked'],
  ['budget', undefined],
  ['', undefined],
])('"%s" stands for %s', (name, nearest) => {
  expect(nearestName(name, ['matchRate', 'blocked', 'determinism'])).toBe(nearest)
})

test('the nearest wins, and of equals the first', () => {
  expect(nearestName('tool', ['tools', 'tool'])).toBe('tool')
  expect(nearestName('bat', ['cat', 'hat'])).toBe('cat')
})

test.each([
  ['', 'abc', 3],
  ['http', 'htpp', 1],
  ['ab', 'ba', 1],
  ['kitten', 'sitting', 3],
  ['same', 'same', 0],
])('from "%s" to "%s" it is %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance)
  expect(editDistance(to, from)).toBe(distance)
})
