import { expect, test } from 'vitest'
import { comparedHeaders } from '../../../src/core/matching/compared-headers.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { hashSecret } from '../../../src/core/redaction/recorded-secrets.ts'

const SECRET = 'opaque-9f3b1c7d5e'
const KEY = 'k7hd82jsk20dkfh3829dkf4'
const AWS = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${'ab'.repeat(32)}`

const kept = (headers: Array<[string, string]>, env: Record<string, string> = {}) =>
  createRedactor({ env }).headers(headers, 'request')

test.each([
  ['authorization', `Bearer ${SECRET}`, 'sent Bearer =?'],
  ['authorization', `Basic ${btoa(`ann:${SECRET}`)}`, 'sent Basic =ann'],
  ['authorization', `Basic ${btoa(`${KEY}:`)}`, 'sent Basic'],
  ['authorization', `Bearer ${KEY}`, `sent Bearer =#${hashSecret(KEY)}`],
  ['x-api-key', KEY, `sent =#${hashSecret(KEY)}`],
  ['authorization', `Bearer <redacted:token:1>`, 'sent Bearer =#token:1'],
  ['authorization', AWS, 'sent AWS4-HMAC-SHA256 =eu-west-1/s3'],
  ['idempotency-key', 'refund-A-17', 'sent =refund-A-17'],
  ['idempotency-key', 'stainless-node-retry-3f2b8c1e-7a4d-4e9b-9c1f-2d6a8b0e5f71', 'sent =?1'],
  ['idempotency-key', 'run-1764450000', 'sent =?1'],
  ['authorization', SECRET, 'sent =?'],
  ['x-api-key', SECRET, 'sent =?'],
  ['cookie', `theme=dark; sid=${SECRET}`, 'sent sid theme =theme:dark/?'],
  ['cookie', SECRET, 'sent'],
  ['cookie', 'a9Xk2LmQ77zPq01LmNv8=1', 'sent'],
])('of a secret in %s: %s, that it was sent is kept', (name, value, form) => {
  expect(kept([[name, value]])).toEqual([[name, form]])
  // A value that has been replaced once stays as it is.
  expect(kept([[name, form]])[0]![1]).toBe(form)
  expect(JSON.stringify(kept([[name, value]]))).not.toContain(SECRET)
})

test('what a variable of the environment holds tells no account', () => {
  const basic: Array<[string, string]> = [['authorization', `Basic ${btoa(`ann:${SECRET}`)}`]]
  expect(kept(basic, { SHOP_USER: 'ann' })[0]![1]).toBe('sent Basic')
  const bearer: Array<[string, string]> = [['authorization', `Bearer ${KEY}`]]
  expect(kept(bearer, { SHOP_TOKEN: KEY })[0]![1]).toBe('sent Bearer $SHOP_TOKEN')
  expect(kept([['authorization', AWS]], { AWS_REGION: 'eu-west-1' })[0]![1]).not.toContain('=')
})

test('an account counts where the selection says so, for its service alone', () => {
  const url = 'https://shop.example/orders'
  const sent = (user: string): Array<[string, string]> => [
    ['authorization', `sent Basic =${user}`],
    ['idempotency-key', `sent =${user}`],
  ]
  const accounts = new Set(['authorization shop.example', 'idempotency-key shop.example'])
  const compared = (user: string, selection = { optedIn: [], table: 5, accounts }, at = url) =>
    comparedHeaders(sent(user), selection, at)
  expect(compared('ann')).not.toEqual(compared('ben'))
  expect(compared('ann')).toEqual([
    ['authorization', 'sent Basic =ann'],
    ['idempotency-key', 'sent =ann'],
  ])
  const elsewhere = 'https://mail.example/'
  expect(compared('ann', undefined, elsewhere)).toEqual([['authorization', 'sent basic']])
  expect(compared('ann', undefined, elsewhere)).toEqual(compared('ben', undefined, elsewhere))
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
