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

test('causes are compared, and the parts of an error that has them', () => {
  const inner = (message: string) => ({ name: 'Error', message })
  const compared = (before: object, now: object) =>
    compareErrors(
      { ...error, ...before },
      { ...error, ...now },
      { root: 'error', player },
    ).differences.map(({ path }) => path)
  expect(compared({ cause: inner('a') }, { cause: inner('a') })).toEqual([])
  expect(compared({ cause: inner('a') }, { cause: inner('b') })).toEqual(['error.cause.message'])
  expect(compared({ cause: inner('a') }, {})).toEqual(['error.cause'])
  expect(compared({ errors: [inner('a')] }, { errors: [inner('a'), inner('b')] })).toEqual([
    'error.errors[1]',
  ])
  const thrown = (json: object) => ({
    cause: { name: 'NonError', message: '[object Object]', fields: { json: { thrown: json } } },
  })
  expect(compared(thrown({ a: 1 }), thrown({ a: 2 }))).toEqual(['error.cause.fields.thrown.a'])
})

test('the parts of an error that was recorded without them are not compared', () => {
  expect(pathsOf({ errors: [{ name: 'Error', message: 'a' }] })).toEqual([])
})

test('what a server gives each of its answers, and what does not come back, is no difference', () => {
  expect(pathsOf({ fields: { json: { status: 404, requestID: 'req-9', headers: {} } } })).toEqual(
    [],
  )
})

test('an error that is gone, or new, is reported with its text', () => {
  expect(compareErrors(error, undefined, { root: 'error', player }).differences).toEqual([
    { path: 'error', recorded: 'Error (E_NO): no', replayed: undefined },
  ])
})
