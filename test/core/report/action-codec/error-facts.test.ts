import { expect, test } from 'vitest'
import { captureError } from '../../../../src/core/cassette/value.ts'
import {
  encodeError,
  readError,
  shownMessage,
} from '../../../../src/core/report/action-codec/error-facts.ts'

test('an object that was thrown is read as such', () => {
  const error = encodeError(captureError({ status: 'no_code', orderId: 'A-17' }))!
  const thrown = '{"orderId":"A-17","status":"no_code"}'
  expect(error).toMatchObject({ message: '[object Object]', details: { thrown } })
  expect(readError(error).message).toBe(thrown)
  expect(shownMessage(error)).toBe(thrown)
  expect(encodeError(captureError('no code'))).toEqual({ name: 'NonError', message: 'no code' })
})
