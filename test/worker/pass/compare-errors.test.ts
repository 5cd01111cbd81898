import { expect, test } from 'vitest'
import { compareErrors } from '../../../src/worker/pass/compare-errors.ts'
import { openPlayer } from './open-pass.ts'

const player = openPlayer([])
const error = { name: 'Error', message: 'no', code: 'E_NO', fields: { json: { status: 404 } } }
const pathsOf = (now: object) =>
  compareErrors(error, { ...error, ...now }, { root: 'error', player }).differences.map(
    ({ path }) => path,
  )

test('errors are compared by message, class, code and own fields', () => {
  expect(pathsOf({})).toEqual([])
  expect(pathsOf({ message: 'yes' })).toEqual(['error'])
  expect(pathsOf({ class: 'NotFoundError' })).toEqual(['error.class'])
  expect(pathsOf({ code: 'E_YES' })).toEqual(['error'])
  expect(pathsOf({ fields: { json: { status: 500 } } })).toEqual(['error.fields.status'])
  expect(pathsOf({ fields: { json: {} } })).toEqual(['error.fields.status'])
})

test('what a server gives each of its answers, and what does not come back, is no difference', () => {
  expect(pathsOf({ fields: { json: { status: 404, requestID: 'req-9', headers: {} } } })).toEqual(
    [],
  )
})

test('an error that is gone, or new, is told by its text', () => {
  expect(compareErrors(error, undefined, { root: 'error', player }).differences).toEqual([
    { path: 'error', recorded: 'Error (E_NO): no', replayed: undefined },
  ])
})
