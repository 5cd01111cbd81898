import { expect, test } from 'vitest'
import { ServedErrors } from '../../../src/worker/prepare/served-errors.ts'

class OrderError extends Error {}
class PolicyError extends TypeError {}

test('knows the classes that the test names and that modules of actions export, and notes the others', () => {
  const orders = { OrderError, find: () => 1 }
  const errors = new ServedErrors({ errors: [PolicyError], actions: { find: [orders, 'find'] } })
  expect(errors.find('OrderError')).toBe(OrderError)
  expect(errors.find('PolicyError')).toBe(PolicyError)
  expect(errors.find('OtherError')).toBeUndefined()
  expect([...errors.missed]).toEqual(['OtherError'])
})
