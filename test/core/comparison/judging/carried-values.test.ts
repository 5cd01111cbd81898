import { expect, test } from 'vitest'
import { CarriedValues } from '../../../../src/core/comparison/judging/carried-values.ts'

const carried = new CarriedValues()
carried.add(
  {
    ts: '1732900000.123456',
    took: 3,
    id: 'cus_A1b2',
    next: 'YWJj+/=',
    etag: '"one"',
    job: 'job_-a--b',
  },
  {
    ts: '1732900099.654321',
    took: 512,
    id: 'cus_Z9y8',
    next: 'eHl6+/=',
    etag: '"two"',
    job: 'job_c_d',
  },
)

test.each([
  ['a whole text', 'cus_A1b2', 'cus_Z9y8'],
  ['a number', 3, 512],
  ['a part of a text', 'charge cus_A1b2 after 3 ms', 'charge cus_Z9y8 after 512 ms'],
  ['a text without punctuation', 'p1732900000123456', 'p1732900099654321'],
  ['a text encoded for a URL', '/items?cursor=YWJj%2B%2F%3D', '/items?cursor=eHl6%2B%2F%3D'],
  ['an id with signs at its ends', '/jobs/job_-a--b', '/jobs/job_c_d'],
  ['a place deep in a body', { a: [{ ref: '"one"' }] }, { a: [{ ref: '"two"' }] }],
] as const)('an answered value is carried: %s', (_, before, now) => {
  expect(carried.explains(before as never, now as never)).toBe(true)
})

test.each([
  ['another value than the answered one', 'cus_A1b2', 'cus_other'],
  ['the value of the other run', 'cus_Z9y8', 'cus_A1b2'],
  ['another word beside it', 'charge cus_A1b2', 'refund cus_Z9y8'],
  ['a number within another', 13, 1512],
  ['another field', { id: 'cus_A1b2' }, { customer: 'cus_Z9y8' }],
  ['one more element', ['cus_A1b2'], ['cus_Z9y8', 1]],
  ['another type', 3, '512'],
] as const)('no answered value explains %s', (_, before, now) => {
  expect(carried.explains(before as never, now as never)).toBe(false)
})
