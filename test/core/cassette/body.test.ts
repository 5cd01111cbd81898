import { expect, test } from 'vitest'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { bytesEqual, latin1, utf8 } from '../../../src/core/bytes.ts'
import {
  bodyBytes,
  bodyContent,
  bodyPieces,
  describeBody,
  normalizeBoundary,
} from '../../../src/core/cassette/body.ts'
import { createRandom, randomJson } from './random-json.ts'

const JSON_TYPE = 'application/json'
const STREAM = 'text/event-stream; charset=utf-8'

function describe(text: string | Uint8Array, type: string | null = JSON_TYPE) {
  const bytes = typeof text === 'string' ? utf8(text) : text
  const body = describeBody([{ bytes, at: 0 }], type)
  expect(bodyBytes(body)).toEqual(bytes)
  return body
}

test.each([
  ['compact', '{"a":[1,{"b":null}]}', { json: { a: [1, { b: null }] } }],
  ['indented', '{\n  "a": [\n    1\n  ]\n}', { json: { a: [1] }, layout: 'indented' }],
  ['spaced, as Python prints', '{"a": [1, 2]}', { json: { a: [1, 2] }, layout: 'spaced' }],
  ['with a tail', '{"a":1}\r\n\n', { json: { a: 1 }, tail: '\r\n\n' }],
  ['an empty object', '{}', { json: {} }],
  ['escapes as printed', '{"a":"\\u2028é😀"}', { text: '{"a":"\\u2028é😀"}' }],
  ['a key named __proto__', '{"__proto__":{"a":1}}', { json: JSON.parse('{"__proto__":{"a":1}}') }],
])('keeps JSON as JSON: %s', (_name, text, body) => {
  expect(describe(text)).toEqual(body)
})

test.each([
  ['a number above 2^53', '{"id":9007199254740993}'],
  ['1.0', '{"a":1.0}'],
  ['1e2', '{"a":1e2}'],
  ['-0', '{"a":-0}'],
  ['a repeated key', '{"a":1,"a":2}'],
  ['another indentation', '{\n    "a": 1\n}'],
  ['an escaped solidus', '{"a":"\\/"}'],
  ['leading space', ' {"a":1}'],
  ['NaN', '{"a":NaN}'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['a bare string', '"text"'],
  ['a bare number', '12'],
  ['nothing like JSON', 'pong'],
])('keeps as text what JSON would not give back: %s', (_name, text) => {
  expect(describe(text)).toEqual({ text })
})

test('keeps JSON nested deeper than can be printed as text', () => {
  const text = '['.repeat(10_000) + ']'.repeat(10_000)
  expect(describe(text)).toEqual({ text })
})

test('an empty body is no body', () => {
  expect(describeBody([], JSON_TYPE)).toBeUndefined()
  expect(bodyBytes(undefined)).toHaveLength(0)
  expect(bodyPieces(undefined)).toEqual([])
})

test.each([
  ['one event', 'data: {"a":1}\n\n', { events: [{ json: { a: 1 } }] }],
  ['a name', 'event: delta\ndata: {"a":1}\n\n', { events: [{ event: 'delta', json: { a: 1 } }] }],
  ['an id', 'id: 7\ndata: x\n\n', { events: [{ id: '7', data: 'x' }] }],
  ['[DONE]', 'data: [DONE]\n\n', { events: [{ data: '[DONE]' }] }],
  ['a comment', ': ping\n\n', { events: [{ comment: ' ping' }] }],
  ['no space after the colon', 'data:{"a":1}\n\n', { events: [{ json: { a: 1 } }], colon: ':' }],
  ['CRLF', 'data: a\r\n\r\n', { events: [{ data: 'a' }], eol: '\r\n' }],
  ['several lines', 'data: a\ndata: b\n\n', { events: [{ data: 'a\nb' }] }],
  ['retry', 'retry: 10\n\n', { events: [{ raw: 'retry: 10\n\n' }] }],
  ['cut off', 'data: a\n\ndata: {"b', { events: [{ data: 'a' }, { raw: 'data: {"b' }] }],
  [
    'spaced JSON',
    'data: {"a": 1, "b": 2}\n\n',
    { events: [{ json: { a: 1, b: 2 } }], layout: 'spaced' },
  ],
  ['id after data', 'data: a\nid: 7\n\n', { events: [{ raw: 'data: a\nid: 7\n\n' }] }],
  ['empty data', 'data: \n\n', { events: [{ data: '' }] }],
])('keeps an event stream event by event: %s', (_name, text, body) => {
  expect(describe(text, STREAM)).toEqual(body)
})

test('keeps the byte order mark of an event stream', () => {
  expect(bodyContent(describe('\ufeffdata: {"a":1}\n\n', STREAM))).toEqual({
    events: [{ data: { a: 1 } }],
  })
})

test('recognises an event stream without a content type', () => {
  expect(describe('data: a\n\n', null)).toEqual({ events: [{ data: 'a' }] })
  expect(describe('data: a\n\n', 'text/plain')).toEqual({ text: 'data: a\n\n' })
})

test('tells when each event had arrived', () => {
  const pieces = ['data: a\n', '\ndata: b\n\nda', 'ta: c\n\n'].map((text, index) => ({
    bytes: utf8(text),
    at: index * 10 + 0.4,
  }))
  expect(describeBody(pieces, STREAM, true)).toEqual({
    events: [{ data: 'a' }, { data: 'b' }, { data: 'c' }],
    times: [10, 10, 20],
  })
})

test.each([
  ['lines', '{"a":1}\n[2]\n', { lines: [{ a: 1 }, [2]] }],
  ['a cut-off last line', '{"a":1}\n{"b"', { lines: [{ a: 1 }], tail: '{"b"' }],
  ['a line that JSON would not give back', '{"a":1.0}\n', { text: '{"a":1.0}\n' }],
  ['CRLF', '{"a":1}\r\n', { json: { a: 1 }, tail: '\r\n' }],
])('keeps NDJSON line by line: %s', (_name, text, body) => {
  expect(describe(text, 'application/x-ndjson')).toEqual(body)
})

test('keeps bytes that are no text as base64, with the cuts of a stream', () => {
  expect(describe(new Uint8Array([0xff, 0x00, 0xfe]), 'image/png')).toEqual({ base64: '/wD+' })
  expect(describe(latin1('caf\xe9'), 'text/plain')).toEqual({ base64: 'Y2Fm6Q==' })
  const pieces = [
    { bytes: new Uint8Array([0xff]), at: 0 },
    { bytes: new Uint8Array([1, 2]), at: 7.6 },
  ]
  const body = describeBody(pieces, 'audio/mpeg', true)
  expect(body).toEqual({
    base64: '/wEC',
    chunks: [
      [1, 0],
      [2, 8],
    ],
  })
  expect(bodyPieces(body)).toEqual(pieces.map((piece) => piece.bytes))
})

test('sends a body in one piece where its cuts do not add up', () => {
  expect(
    bodyPieces({
      text: 'abc',
      chunks: [
        [1, 0],
        [9, 1],
      ],
    }),
  ).toEqual([utf8('abc')])
})

test('gives multipart bodies one boundary', () => {
  const type = 'multipart/form-data; boundary=----x123'
  const text = '------x123\r\ncontent-disposition: form-data; name="f"\r\n\r\n\xff\r\n------x123--'
  const settled = normalizeBoundary(new RawBody(latin1(text)), type)
  expect(settled.contentType).toBe('multipart/form-data; boundary=vitest-replay-boundary')
  expect(settled.raw.bytes).toEqual(latin1(text.replaceAll('----x123', 'vitest-replay-boundary')))
  expect(normalizeBoundary(settled.raw, settled.contentType)).toEqual(settled)
  expect(normalizeBoundary(new RawBody('x'), 'text/plain').contentType).toBe('text/plain')
})

test('prints every body back to its bytes', () => {
  const random = createRandom(1)
  const types = [JSON_TYPE, STREAM, 'application/x-ndjson', 'text/plain', 'image/png', '', null]
  for (let round = 0; round < 2000; round++) {
    const bytes = randomBody(random)
    const type = types[Math.floor(random() * types.length)]!
    const cut = Math.floor(random() * bytes.length)
    const pieces = [
      { bytes: bytes.subarray(0, cut), at: 0 },
      { bytes: bytes.subarray(cut), at: 3 },
    ]
    const body = describeBody(pieces, type, random() < 0.5)
    if (!bytesEqual(bodyBytes(body), bytes))
      expect.fail(`round ${round} (${type}): ${JSON.stringify(String.fromCharCode(...bytes))}`)
  }
})

const SNIPPETS = [
  'data: ',
  'data:',
  'event: a',
  'id: 1',
  'retry: 5',
  ': c',
  '\n',
  '\n\n',
  '\r\n',
  '\r\n\r\n',
  '\r',
  ' ',
  '\ufeff',
  '\0',
  '[DONE]',
  '{',
  '}',
  '1.0',
  '9007199254740993',
]

function randomBody(random: () => number): Uint8Array {
  const kind = random()
  if (kind < 0.1) return Uint8Array.from({ length: random() * 40 }, () => random() * 256)
  if (kind < 0.3) {
    const value = randomJson(random)
    return utf8(JSON.stringify(value, null, random() < 0.5 ? 2 : 0) + (random() < 0.3 ? '\n' : ''))
  }
  let text = ''
  while (random() < 0.9) {
    text +=
      random() < 0.3
        ? JSON.stringify(randomJson(random, 2))
        : SNIPPETS[Math.floor(random() * SNIPPETS.length)]!
  }
  return utf8(text)
}
