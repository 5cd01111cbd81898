import { expect, test } from 'vitest'
import { comparedHeaders } from '../../../src/core/matching/compared-headers.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'

const SECRET = 'opaque-9f3b1c7d5e'

const kept = (headers: Array<[string, string]>, env: Record<string, string> = {}) =>
  createRedactor({ env }).headers(headers, 'request')

test.each([
  ['authorization', `Bearer ${SECRET}`, 'sent Bearer'],
  ['authorization', `Basic ${btoa(`ann:${SECRET}`)}`, 'sent Basic'],
  ['authorization', SECRET, 'sent'],
  ['x-api-key', SECRET, 'sent'],
  ['cookie', `theme=dark; sid=${SECRET}`, 'sent sid theme'],
  ['cookie', SECRET, 'sent'],
  ['cookie', 'a9Xk2LmQ77zPq01LmNv8=1', 'sent'],
])('of a secret in %s: %s, that it was sent is kept', (name, value, form) => {
  expect(kept([[name, value]])).toEqual([[name, form]])
  // A value that has been replaced once stays as it is.
  expect(kept([[name, form]])[0]![1]).toBe(form)
  expect(JSON.stringify(kept([[name, value]]))).not.toContain(SECRET)
})

test('the variable that holds the secret is named, and is no part of the comparison', () => {
  const headers = kept([['authorization', `Bearer ${SECRET}`]], { SHOP_TOKEN: SECRET })
  expect(headers).toEqual([['authorization', 'sent Bearer $SHOP_TOKEN']])
  const selection = { optedIn: [], table: 4 }
  const plain = comparedHeaders([['authorization', 'sent Bearer']], selection)
  expect(comparedHeaders(headers, selection)).toEqual(plain)
  expect(comparedHeaders([['authorization', 'sent Basic']], selection)).not.toEqual(plain)
  expect(comparedHeaders(headers, { ...selection, present: new Set() })).toEqual([])
  expect(comparedHeaders(headers, { ...selection, table: 3 })).toEqual([])
})

test('a header that the user asks for keeps its placeholder', () => {
  const redactor = createRedactor({ env: {}, headers: ['authorization'] })
  expect(redactor.headers([['authorization', `Bearer ${SECRET}`]], 'request')).toEqual([
    ['authorization', 'Bearer <redacted:bearer-token:1>'],
  ])
})
