import { expect, test } from 'vitest'
import { outermostCover, beneath } from '../../../src/worker/environment/cover/cover.ts'

const outer = () => {}
const between = () => {}
const inner = () => {}

test('a cover that is reached by itself finds the reader below its own call', () => {
  expect(outermostCover(inner)).toBe(inner)
})

test('one that stands behind others finds the reader below the outermost', () => {
  expect(beneath(outer, () => beneath(between, () => outermostCover(inner)))).toBe(outer)
  const failing = () =>
    beneath(outer, () => {
      throw new RangeError('Invalid time zone specified')
    })
  expect(failing).toThrow(RangeError)
  expect(outermostCover(inner)).toBe(inner)
})
