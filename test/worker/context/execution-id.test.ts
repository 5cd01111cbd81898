import { expect, test } from 'vitest'
import { isoOf, newTraceId, spanIdOf } from '../../../src/worker/context/execution-id.ts'

test('ids have the form of W3C Trace Context, and differ', () => {
  const [one, other] = [newTraceId(), newTraceId()]
  expect(one).toMatch(/^[0-9a-f]{32}$/)
  expect(one).not.toBe(other)
  const spans = [spanIdOf(one, 0), spanIdOf(one, 1), spanIdOf(other, 0), spanIdOf(one, 70_000)]
  for (const span of spans) expect(span).toMatch(/^[0-9a-f]{16}$/)
  expect(new Set(spans).size).toBe(4)
  expect(spanIdOf('0'.repeat(32), 0)).not.toBe('0'.repeat(16))
})

test('a time is printed as ISO 8601', () => {
  expect(isoOf(0)).toBe('1970-01-01T00:00:00.000Z')
})
