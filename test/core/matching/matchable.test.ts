import { expect, test } from 'vitest'
import { canonicalBytes, isSameRequest, matchKey } from '../../../src/core/matching/matchable.ts'

const request = (body: string) => ({
  method: 'POST',
  url: 'https://api.example.com/',
  headers: [],
  body: canonicalBytes(new TextEncoder().encode(body)),
})

test.each([
  ['{"n":9007199254740993}', '{"n":9007199254740992}'],
  ['{"n":1e400}', '{"n":1e500}'],
  ['{"n":1e-400}', '{"n":0}'],
  ['{"n":0.10000000000000001}', '{"n":0.1}'],
  ['{"n":1}', '{"n":"1"}'],
  ['{"n":null}', '{}'],
  ['{"n":true}', '{"n":1}'],
  ['[1,2]', '[2,1]'],
  ['[]', '{}'],
  ['{"a":{"b":1}}', '{"a":{"b":1},"b":1}'],
  ['{"__proto__":1}', '{}'],
  ['"text"', 'text'],
  ['', '{}'],
  ['null', ''],
])('%s is another request than %s', (left, right) => {
  expect(isSameRequest(request(left), request(right))).toBe(false)
  expect(isSameRequest(request(right), request(left))).toBe(false)
})

test.each([
  ['{"a":1,"b":[2]}', ' { "b" : [ 2 ],\n "a" : 1.0 } '],
  ['{"text":"\\u00eb"}', '{"text":"ë"}'],
  ['{"a":{"x":1,"y":2}}', '{"a":{"y":2,"x":1}}'],
])('%s is the same request as %s', (left, right) => {
  expect(isSameRequest(request(left), request(right))).toBe(true)
  expect(matchKey(request(left))).toBe(matchKey(request(right)))
})
