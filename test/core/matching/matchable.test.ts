import { expect, test } from 'vitest'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { utf8 } from '../../../src/core/bytes.ts'
import { describeBody } from '../../../src/core/cassette/body.ts'
import { jsonEqual } from '../../../src/core/json.ts'
import { MEANINGFUL } from '../../../src/core/matching/compared-headers.ts'
import {
  canonicalRaw,
  isSameRequest,
  matchKey,
  operationOf,
  toMatchable,
} from '../../../src/core/matching/matchable.ts'
import { createRandom, randomJson } from '../cassette/random-json.ts'

const request = (text: string, headers: Array<[string, string]> = []) => ({
  method: 'post',
  url: 'https://model/chat?v=1',
  headers,
  body: describeBody([{ bytes: utf8(text), at: 0 }], 'application/json'),
})

test.each([
  ['{"a":1,"b":[2]}', '{\n  "b": [\n    2\n  ],\n  "a": 1\n}'],
  ['{"a":1}', ' {"a": 1}\n'],
  ['{"a":1.0}', '{"a":1}'],
  ['plain', 'plain'],
  ['', ''],
  ['{"a":1,"b":[2]}', ' { "b" : [ 2 ],\n "a" : 1.0 } '],
  ['{"text":"\\u00eb"}', '{"text":"ë"}'],
  ['{"a":{"x":1,"y":2}}', '{"a":{"y":2,"x":1}}'],
  ['{"a":":)","b":"\\":"}', '{ "b" : "\\":", "a" : ":)" }'],
])('%j and %j are the same request', (a, b) => {
  const [left, right] = [toMatchable(request(a)), toMatchable(request(b))]
  expect(isSameRequest(left, right)).toBe(true)
  expect(matchKey(left)).toBe(matchKey(right))
})

test.each([
  ['{"a":1}', '{"a":2}'],
  ['{"a":1}', '{"a":"1"}'],
  ['{"a":null}', '{}'],
  ['[1,2]', '[2,1]'],
  ['{"id":9007199254740993}', '{"id":9007199254740992}'],
  ['{"id":12345678901234567890}', '{"id":12345678901234567891}'],
  ['12', '"12"'],
  ['{"text":"x"}', 'x'],
  ['refund', 'do not refund'],
  ['', '{}'],
  ['{"n":9007199254740993}', '{"n":9007199254740992}'],
  ['{"n":1e400}', '{"n":1e500}'],
  ['{"n":1e-400}', '{"n":0}'],
  ['{"n":0.10000000000000001}', '{"n":0.1}'],
  ['{"n":1}', '{"n":"1"}'],
  ['{"n":null}', '{}'],
  ['{"n":true}', '{"n":1}'],
  ['[]', '{}'],
  ['{"a":{"b":1}}', '{"a":{"b":1},"b":1}'],
  ['{"__proto__":1}', '{}'],
  ['"text"', 'text'],
  ['null', ''],
  ['{"a":1,"a":2}', '{"a":3,"a":2}'],
  ['{"a":1,"a":2}', '{"a":2}'],
  ['{"n":-0}', '{"n":0}'],
  ['[1, -0.0]', '[1, 0.0]'],
  ['{"b":[{"a\\"":1,"a\\"" : 2}]}', '{"b":[{"a\\"":2}]}'],
])('%j and %j are not', (a, b) => {
  expect(isSameRequest(toMatchable(request(a)), toMatchable(request(b)))).toBe(false)
  expect(isSameRequest(toMatchable(request(b)), toMatchable(request(a)))).toBe(false)
})

test('headers count where they were opted in', () => {
  const [a, b] = [request('', [['x-v', '1']]), request('', [['x-v', '2']])]
  expect(isSameRequest(toMatchable(a), toMatchable(b))).toBe(true)
  const selection = { ...MEANINGFUL, optedIn: ['x-v'] }
  expect(isSameRequest(toMatchable(a, selection), toMatchable(b, selection))).toBe(false)
  expect(isSameRequest(toMatchable(a, selection), toMatchable(request(''), selection))).toBe(false)
})

test('a form is compared by its values, not by the spelling of its spaces', () => {
  const form = (text: string) =>
    toMatchable(request(text, [['content-type', 'application/x-www-form-urlencoded']]))
  expect(isSameRequest(form('a=x+y&b=%c3%ab'), form('a=x%20y&b=%C3%AB'))).toBe(true)
  expect(isSameRequest(form('a=x%2By'), form('a=x+y'))).toBe(false)
  expect(isSameRequest(toMatchable(request('a+b')), toMatchable(request('a%20b')))).toBe(false)
})

test('the order of a form counts where the values of a field are apart, and nowhere else', () => {
  const form = (text: string) =>
    toMatchable(request(text, [['content-type', 'application/x-www-form-urlencoded']]))
  const [apart, together] = ['item=A&op=add&item=B&op=drop', 'item=A&op=add&op=drop&item=B']
  expect(isSameRequest(form(apart), form(together))).toBe(false)
  expect(isSameRequest(form('a=1&b=2&b=3'), form('b=2&b=3&a=1'))).toBe(true)
})

test('a text that looks like -0 is none', () => {
  const [a, b] = ['{"a":"x: -0","b":-0.5}', '{"b":-0.5,"a":"x: -0"}']
  expect(isSameRequest(toMatchable(request(a!)), toMatchable(request(b!)))).toBe(true)
})

test('a body just sent is the body that was recorded', () => {
  const random = createRandom(5)
  for (let round = 0; round < 500; round++) {
    const text = random() < 0.9 ? JSON.stringify(randomJson(random)) : 'data: x\n\n'
    const recorded = toMatchable(request(text)).body
    expect(jsonEqual(canonicalRaw(new RawBody(utf8(text))), recorded), text).toBe(true)
  }
})

test('an operation is the method and the URL without its query', () => {
  expect(operationOf('post', 'https://model/chat?v=1#x')).toBe('POST https://model/chat')
})

test('bytes that are no text equal neither a text nor a JSON body that spells them', () => {
  const bytes = canonicalRaw(new RawBody(new Uint8Array([0xff, 0x00])))
  expect(bytes).toEqual(canonicalRaw(new RawBody(new Uint8Array([0xff, 0x00]))))
  for (const other of ['/wA=', 'base64:/wA=', '{"base64":"/wA="}', '\ufffd\u0000']) {
    expect(bytes).not.toEqual(canonicalRaw(new RawBody(new TextEncoder().encode(other))))
  }
})
