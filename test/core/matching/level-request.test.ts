import { expect, test } from 'vitest'
import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { latin1, toBase64, utf8 } from '../../../src/core/bytes.ts'
import { levelRequest } from '../../../src/core/matching/level-request.ts'
import { canonicalRaw } from '../../../src/core/matching/matchable.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'

const FIRST = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const OTHER = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const request = (body: ReturnType<typeof canonicalRaw>) => ({
  method: 'POST',
  url: 'https://a.example/',
  headers: [] as Array<[string, string]>,
  body,
})

test('placeholders are numbered within a request, whatever was redacted before', () => {
  const recording = createRedactor({})
  recording.text(FIRST)
  const recorded = request({ note: recording.text(OTHER) })
  expect(levelRequest(recorded, createRedactor({}))).toEqual(
    levelRequest(request({ note: OTHER }), createRedactor({})),
  )
})

test('bytes that are no text are brought into the form that a recording has', () => {
  const bytes = new Uint8Array([...utf8(`note=${FIRST};`), 0xff, 0xfe, 0])
  const stored = createRedactor({})
  stored.text(OTHER)
  const recorded = request(canonicalRaw(new RawBody(stored.binary(bytes))))
  expect(recorded.body).not.toContain(toBase64(latin1(FIRST)))
  expect(levelRequest(recorded, createRedactor({}))).toEqual(
    levelRequest(request(canonicalRaw(new RawBody(bytes))), createRedactor({})),
  )
})

test.each([
  ['a credential in the query', { url: `https://a.example/find?api_key=${FIRST}&page=2` }],
  ['a key in the path', { url: `https://a.example/${FIRST}/messages` }],
  ['user and password', { url: 'https://ada:s3cret-word@a.example/find' }],
  ['a key in a header', { headers: [['x-route', `to ${FIRST}`]] as Array<[string, string]> }],
])('a recording from before a rule of redaction is compared by that rule: %s', (_, part) => {
  const stored = { ...request({ page: 2 }), ...part }
  const redactor = createRedactor({})
  const live = {
    ...stored,
    url: redactor.url(stored.url),
    headers: stored.headers.map(([name, value]): [string, string] => [name, redactor.text(value)]),
  }
  expect(live).not.toEqual(stored)
  expect(levelRequest(stored, createRedactor({}))).toEqual(levelRequest(live, createRedactor({})))
})

test('what differs beside a secret differs still', () => {
  const level = (url: string) => levelRequest({ ...request(null), url }, createRedactor({})).url
  const [one, two] = ['1', '2'].map((page) => `https://a.example/?key=${FIRST}&page=${page}`)
  expect(level(one!)).not.toBe(level(two!))
})
