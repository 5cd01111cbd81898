import { expect, test } from 'vitest'
import { bodyBytes } from '../../../src/core/cassette/body.ts'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import { captureError, captureValue } from '../../../src/core/cassette/value.ts'
import { ReplayError } from '../../../src/core/errors.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { buildCassette, modelCall, toolCall } from './build-cassette.ts'

const LONG = 'a prompt that is long enough to be kept as a difference to an earlier one'
const good = serializeCassette(
  buildCassette([
    modelCall(0, { messages: [LONG] }, { a: 1 }),
    modelCall(1, { messages: [LONG, 'more'] }, { a: 2 }),
    toolCall(2, {
      inputs: captureValue([new Date(0)], 'inputs'),
      error: captureError(Object.assign(new Error('x'), { n: 1n })),
    }),
    {
      ...modelCall(3, null, null),
      response: {
        status: 200,
        statusText: 'OK',
        headers: [['content-type', 'text/event-stream']],
        body: { events: [{ event: 'a', json: {} }, { data: 'b' }, { raw: 'c' }], times: [1, 2, 3] },
        end: 'complete',
      },
    },
    {
      ...modelCall(4, null, null),
      response: {
        status: 200,
        statusText: 'OK',
        headers: [],
        body: {
          base64: '/wEC',
          chunks: [
            [1, 0],
            [2, 8],
          ],
        },
        end: 'complete',
      },
    },
  ]),
)
const lines = good.split('\n').slice(0, -1)

function failure(text: string): ReplayError {
  try {
    parseCassette(text, { file: 'run.cassette.jsonl' })
  } catch (error) {
    expect(error).toBeInstanceOf(ReplayError)
    const { message } = error as ReplayError
    expect(message).toMatch(/^\[vitest-replay\] Failed to read run\.cassette\.jsonl: /)
    expect(message).toMatch(/(Restore the file from git|Update vitest-replay)/)
    expect(message.length).toBeLessThan(1000)
    return error as ReplayError
  }
  return expect.fail('it was read')
}

const change = (line: number, from: string | RegExp, to: string) => {
  const changed = lines.with(
    line,
    lines[line]!.replace(from, () => to),
  )
  expect(changed[line], `${from} in line ${line}`).not.toBe(lines[line])
  return `${changed.join('\n')}\n`
}

test('the good one is read', () => {
  expect(parseCassette(good).actions).toHaveLength(5)
})

test.each<[string, string, object]>([
  ['an empty file', '', { line: 1 }],
  ['only a newline', '\n', { line: 1 }],
  ['no JSON', 'hello\n', { line: 1 }],
  ['another JSON', '{"a":1}\n', { line: 1, field: 'cassette' }],
  ['an array', '[]\n', { line: 1, field: 'cassette' }],
  ['merge conflict marks', good.replace('\n', '\n<<<<<<< HEAD\n'), { line: 2 }],
  ['a line cut off in the middle', change(2, /.{40}$/, ''), { line: 3 }],
  [
    'a line that is gone',
    [lines[0], ...lines.slice(2)].join('\n'),
    { line: 2, field: 'request.body.base' },
  ],
  [
    'an action that is gone',
    lines.toSpliced(4, 1).join('\n'),
    { line: 6, field: 'totals.actions' },
  ],
  ['an action twice', lines.toSpliced(3, 0, lines[3]!).join('\n'), { line: 5, field: 'index' }],
  ['a second header', lines.toSpliced(3, 0, lines[0]!).join('\n'), { line: 4, field: 'kind' }],
  ['no header', lines.slice(1).join('\n'), { line: 1, field: 'cassette' }],
  ['more after the end', `${good}{}\n`, { line: 8 }],
  ['a torn line after the end', `${good}{"kind":"act`, { line: 8 }],
  ['an unknown kind', change(3, '"kind":"action"', '"kind":"thing"'), { line: 4, field: 'kind' }],
  [
    'a base that comes later',
    change(2, '"base":0', '"base":3'),
    { line: 3, field: 'request.body.base' },
  ],
  [
    'a base that is itself',
    change(2, '"base":0', '"base":1'),
    { line: 3, field: 'request.body.base' },
  ],
  ['a base without such a body', change(2, '"base":0', '"base":2'), { line: 3 }],
  ['a negative base', change(2, '"base":0', '"base":-1'), { line: 3, field: 'request.body.base' }],
  [
    '$keep larger than the base',
    change(2, '"$keep":1', '"$keep":9'),
    { line: 3, field: 'request.body.json' },
  ],
  [
    'a negative $keep',
    change(2, '"$keep":1', '"$keep":-1'),
    { line: 3, field: 'request.body.json' },
  ],
  [
    'a parent that comes later',
    change(3, '"parent":null', '"parent":4'),
    { line: 4, field: 'parent' },
  ],
  [
    'a parent that is not there',
    change(3, '"parent":null', '"parent":99'),
    { line: 4, field: 'parent' },
  ],
  ['base64 that is none', change(5, '/wEC', '@@@@'), { line: 6, field: 'response.body.base64' }],
  [
    'a header with a line break',
    change(1, '"application/json"', '"a\\r\\nx-evil: 1"'),
    { line: 2 },
  ],
  ['a header without a name', change(1, '"content-type"', '""'), { line: 2 }],
  ['types that are unknown', change(3, '"Date"', '"Nope"'), { line: 4, field: 'inputs.meta' }],
  [
    'a value without json',
    change(3, /"inputs":\{.*?\}(?=,"kind")/, '"inputs":{}'),
    { line: 4, field: 'inputs.json' },
  ],
  ['10,000 levels in a body', change(1, '{"a":1}', '['.repeat(1e4) + ']'.repeat(1e4)), { line: 2 }],
  [
    '10,000 levels in the envelope',
    change(1, '"name":', `"x":${'['.repeat(1e4)}${']'.repeat(1e4)},"name":`),
    { line: 2 },
  ],
  ['100,000 levels, cut off', change(1, '{"a":1}', '['.repeat(1e5)), { line: 2 }],
  ['a byte order mark', `\ufeff${good}`, { line: 1 }],
  ['NUL bytes', change(2, '"index"', '\0"index"'), { line: 3 }],
])('refuses %s', (_name, text, location) => {
  expect(failure(text).location).toEqual(expect.objectContaining(location))
})

test('reads a whole file whose last newline an editor took, and one with CRLF', () => {
  expect(parseCassette(good.trimEnd())).toEqual(parseCassette(good))
  expect(parseCassette(good.replaceAll('\n', '\r\n'))).toEqual(parseCassette(good))
})

test('a file without its end is an interrupted recording, and a torn last line is the action lost', () => {
  const torn = good.slice(0, good.lastIndexOf('\n', good.length - 2) - 20)
  expect(parseCassette(torn)).toMatchObject({ end: null, actions: { length: 4 } })
})

/** Every path to a value in a line, in bodies and values up to the JSON that is the user's own. */
function pathsOf(
  value: JsonValue,
  path: Array<string | number> = [],
): Array<Array<string | number>> {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, field]) =>
      key === 'json' || key === 'meta'
        ? []
        : pathsOf(field, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

function withValue(value: JsonValue, path: Array<string | number>, wrong: JsonValue): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return wrong
  const copy = structuredClone(value) as Record<string | number, JsonValue>
  copy[key] = withValue(copy[key]!, rest, wrong)
  return copy
}

/** Names that hold anything of the kind given. */
const FREE = /^(resources|environment\.packages)(\.|$)/

test.each(lines.map((line, index) => [index + 1, line] as const))(
  'refuses a wrong type in every field of line %i, and names the line',
  (number, line) => {
    const json = JSON.parse(line) as JsonValue
    for (const path of pathsOf(json)) {
      for (const wrong of [true, -1.5, { wrong: { wrong: true } }, [[['wrong']]]]) {
        const field = path.join('.')
        if (FREE.test(field) && typeof wrong !== 'boolean') continue
        if (/(async|verified)$/.test(field) && wrong === true) continue
        if (/(costUsd|Tokens)$/.test(field) && wrong === -1.5) continue
        const text = lines.with(number - 1, JSON.stringify(withValue(json, path, wrong))).join('\n')
        const { location, code } = failure(`${text}\n`)
        expect(code, field).toMatch(/^CASSETTE_/)
        expect(location!.line, field).toBe(number)
        if (path.length > 0) expect(location!.field, field).toBeDefined()
      }
    }
  },
)

test('pollutes no prototype, wherever __proto__ stands', () => {
  const proto = '"__proto__":{"polluted":true},'
  const texts = [
    good.replaceAll('{', `{${proto}`),
    ...lines.map(
      (line, index) => `${lines.with(index, line.replaceAll('{"', `{${proto}"`)).join('\n')}\n`,
    ),
    change(3, '"0":["Date"]', '"__proto__.polluted":["Date"]'),
  ]
  for (const text of texts) {
    try {
      for (const action of parseCassette(text).actions) bodyBytes(action.request?.body)
    } catch (error) {
      expect(error).toBeInstanceOf(ReplayError)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  }
})

test('reads 100 MB, and names the line where 100 MB are not JSON', () => {
  const big = 'x'.repeat(100 * 1024 * 1024)
  const text = change(1, '{"a":1}', `{"a":"${big}"}`)
  expect(parseCassette(text).actions).toHaveLength(5)
  expect(failure(change(3, '"kind"', `${big}"kind"`)).location).toEqual(
    expect.objectContaining({ line: 4 }),
  )
})
