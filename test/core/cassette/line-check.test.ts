import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isCassetteLine } from '../../../src/core/cassette/line-check.ts'
import { CassetteLineSchema } from '../../../src/core/cassette/schema.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { tableSize } from '../../table-size.ts'
import { checkOf } from '../checks/check-of.ts'
import { buildCassette, modelCall } from './build-cassette.ts'

const compiled = checkOf(CassetteLineSchema)

const usage = {
  inputTokens: 1,
  outputTokens: null,
  cachedInputTokens: 0,
  cacheWriteTokens: null,
}
const BODIES = [
  { json: { a: [1] }, layout: 'indented', tail: '\n', base: 0 },
  {
    events: [
      { event: 'a', id: '1', json: null },
      { event: 'a', id: '1', data: 'b' },
      { comment: 'c' },
      { raw: 'd' },
    ],
    eol: '\r\n',
    colon: ':',
    layout: 'spaced',
    times: [0, 1.5],
  },
  { lines: [{ a: 1 }, 2], tail: 'x', times: [0] },
  { text: 'a', chunks: [[1, 0]] },
  { base64: '/wEC', chunks: [[3, 0.5]] },
]

/** Every field of an action, around each form of a body. */
const actions = BODIES.map((body) => ({
  ...modelCall(0, null, null),
  parent: 1,
  async: true,
  inputs: { json: [1], meta: { values: {} }, base: 0 },
  outputs: { json: null },
  error: {
    name: 'Error',
    message: 'a',
    class: 'Failed',
    code: 'E1',
    fields: { json: {} },
    cause: { name: 'Error', message: 'b', cause: { name: 'Error', message: 'c' } },
  },
  request: {
    method: 'POST',
    url: 'https://api.test/v1',
    headers: [['content-type', 'text/plain']],
    unknownHeaders: [['x-a', '1f2e']],
    body,
  },
  response: { status: 200, statusText: 'OK', headers: [['a', 'b']], body, end: 'complete' },
  llm: { provider: 'p', operation: 'chat', model: null, usage, costUsd: 0.1, stopReason: 'stop' },
}))

const whole = buildCassette([])
const header = { ...whole.header, headerTable: 2, resources: { prompt: 'a' } }
const end = {
  ...whole.end,
  error: { name: 'Error', message: 'a' },
  volatile: ['a'],
  varyingHeaders: ['x-a'],
  environment: {
    startedAt: 1,
    sites: [{ api: 'Date', file: 'a.ts', function: 'f', values: [1, 'a'] }],
    dropped: 1,
  },
}
const written = serializeCassette(buildCassette([modelCall(0, { a: 1 }, { b: 2 })])).split('\n')
const fixtures = [0, 1, 2].flatMap((version) =>
  readFileSync(`fixtures/cassettes/version-${version}.cassette.jsonl`, 'utf8').split('\n'),
)
const read = [...written, ...fixtures].filter((line) => line !== '').map((line) => parse(line))
const lines = [...([header, ...actions, end] as unknown as JsonValue[]), ...read]

function parse(line: string): JsonValue {
  return JSON.parse(line) as JsonValue
}

/** Values that are put in the place of every value. */
const VALUES = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1',
  '1.5',
  '200',
  '600',
  '1e400',
  '9007199254740993',
  '""',
  '"a"',
  '"\u00ff"',
  '"\u0100"',
  '"a b"',
  '"AA=="',
  '"AAA"',
  '"header"',
  '"end"',
  '"action"',
  '"complete"',
  '"Date"',
  '[]',
  '[0]',
  '[null]',
  '["a","b"]',
  '[["a","b"]]',
  '[["a","b","c"]]',
  '[[1,2]]',
  '{}',
  '{"a":"b"}',
  '{"json":null}',
  '{"json":1,"x":1}',
  '{"text":"a"}',
  '{"base64":"AAA"}',
  '{"events":[{}]}',
  '{"constructor":1}',
  '{"__proto__":1}',
  '{"__proto__":"a","b":1}',
  '{"name":"a","message":"b"}',
  '{"name":"a","message":"b","cause":{"name":1}}',
].map((text) => parse(text))

type Change = (value: JsonValue) => JsonValue

/** Every way of changing one place of a value. */
function* changesOf(value: JsonValue, values: readonly JsonValue[]): Iterable<JsonValue> {
  for (const other of values) yield other
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const other of values) yield [...value, other]
    yield value.slice(0, -1)
    for (const [at, item] of value.entries())
      for (const other of changesOf(item, values)) yield value.with(at, other)
    return
  }
  for (const name of ['unknown', '__proto__', 'json', 'constructor'])
    for (const other of values) yield withField(value, name, () => other)
  for (const name of Object.keys(value)) {
    yield parse(JSON.stringify({ ...value, [name]: undefined }))
    for (const other of changesOf(value[name]!, values)) yield withField(value, name, () => other)
  }
}

function withField(value: { [key: string]: JsonValue }, name: string, change: Change): JsonValue {
  const copy = { ...value }
  const field = change(copy[name]!)
  Object.defineProperty(copy, name, {
    value: field,
    enumerable: true,
    writable: true,
    configurable: true,
  })
  return copy
}

test('every line of the samples is valid, and read as it stands', () => {
  for (const line of lines.slice(0, 2 + actions.length)) {
    expect(CassetteLineSchema.safeParse(line).error).toBeUndefined()
    expect(CassetteLineSchema.parse(line)).toEqual(line)
  }
  for (const line of lines) expect(compiled(line)).toBe(isCassetteLine(line))
})

/** The sample: another third of the values in each line; each form of a body stands in a line of its own. */
const EVERY = tableSize({ sample: 3, whole: 1 })

test('the compiled check and the schema agree about every value in every place of a line', () => {
  const seen = { accepted: 0, refused: 0 }
  const different: string[] = []
  for (const [number, line] of lines.entries()) {
    const values = VALUES.filter((_, at) => (at + number) % EVERY === 0)
    for (const changed of changesOf(line, values)) {
      const result = CassetteLineSchema.safeParse(changed)
      seen[result.success ? 'accepted' : 'refused']++
      if (compiled(changed) !== result.success) different.push(JSON.stringify(changed))
    }
  }
  expect(different).toEqual([])
  expect(seen.accepted).toBeGreaterThan(1000)
  expect(seen.refused).toBeGreaterThan(10_000)
})
