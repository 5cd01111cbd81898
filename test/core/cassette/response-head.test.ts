import { expect, test } from 'vitest'
import { statusTextOf, storedStatus } from '../../../src/core/cassette/response-head.ts'

test.each([
  [200, 'OK'],
  [200, ''],
  [200, 'Fine'],
  [201, 'OK'],
  [201, 'Created'],
  [404, ''],
  [599, 'OK'],
])('a status line comes back as it was: %i %j', (status, statusText) => {
  expect(statusTextOf(storedStatus({ status, statusText }))).toBe(statusText)
})

test('only the status line that nearly every answer has is stored without its reason', () => {
  expect(storedStatus({ status: 200, statusText: 'OK' })).toEqual({ status: 200 })
  expect(storedStatus({ status: 200, statusText: '' })).toEqual({ status: 200, statusText: '' })
})
