import { expect, test } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { createCassetteWriter, serializeCassette } from '../../../src/core/cassette/serialize.ts'
import { captureError, captureValue } from '../../../src/core/cassette/value.ts'
import { buildCassette, modelCall, toolCall } from './build-cassette.ts'
import { createRandom, mutateJson, randomJson } from './random-json.ts'

test('every kind of action comes back as it was', () => {
  const request = { method: 'GET', url: 'https://example.com/', headers: [] }
  const actions: RecordedAction[] = [
    modelCall(0, { q: 1 }, { a: 1 }),
    toolCall(1, {
      inputs: captureValue([new Date(0), 1n], 'inputs'),
      outputs: captureValue(undefined, 'outputs'),
    }),
    toolCall(2, {
      outcome: 'error',
      outputs: undefined,
      error: captureError(new TypeError('x', { cause: Object.assign(new Error('y'), { n: 1n }) })),
    }),
    {
      ...toolCall(3),
      type: 'http',
      request,
      error: { name: 'TypeError', message: 'fetch failed' },
    },
    {
      ...toolCall(4, { parent: 1 }),
      type: 'http',
      request: { ...request, body: { base64: '/w==' } },
      response: {
        status: 200,
        statusText: '',
        headers: [['x-a', 'caf\xe9']],
        body: { events: [{ event: 'a', data: 'b' }, { raw: 'c' }], times: [1, 2] },
        end: 'truncated',
      },
    },
    {
      ...toolCall(5),
      type: 'step',
      response: {
        status: 204,
        statusText: '',
        headers: [],
        body: { lines: [1, null, { a: 1 }], tail: '{' },
        end: 'aborted',
      },
    },
  ]
  const cassette = buildCassette(actions)
  expect(parseCassette(serializeCassette(cassette))).toEqual(JSON.parse(JSON.stringify(cassette)))
})

test('bodies with hostile keys come back byte for byte, whatever they are differences to', () => {
  const random = createRandom(4)
  for (let round = 0; round < 60; round++) {
    let body = randomJson(random)
    const actions = Array.from({ length: 10 }, (_, index) => {
      body = mutateJson(body, random)
      return modelCall(index, body, randomJson(random))
    })
    const cassette = buildCassette(actions)
    const text = serializeCassette(cassette)
    expect(JSON.stringify(parseCassette(text).actions.map(({ request }) => request!.body))).toBe(
      JSON.stringify(actions.map(({ request }) => request!.body)),
    )
    expect(serializeCassette(parseCassette(text))).toBe(text)
  }
  expect(({} as Record<string, unknown>)['a']).toBeUndefined()
})

test('line by line is the same as at once, and each line has sorted keys', () => {
  const cassette = buildCassette([modelCall(0, { b: 1, a: 2 }, {}), toolCall(1)])
  const writer = createCassetteWriter()
  const lines = [
    writer.header(cassette.header),
    ...cassette.actions.map((action) => writer.action(action)),
    writer.end(cassette.end!),
  ]
  expect(lines.join('')).toBe(serializeCassette(cassette))
  for (const line of lines) {
    const keys = Object.keys(JSON.parse(line) as object)
    expect(keys).toEqual([...keys].sort())
  }
  expect(lines[1]).toContain('{"b":1,"a":2}')
})

test('actions written in the order they ended come back in the order they started', () => {
  const cassette = buildCassette([toolCall(0), toolCall(1, { parent: 0 }), toolCall(2)])
  const lines = serializeCassette(cassette).split('\n')
  const shuffled = [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n')
  expect(parseCassette(shuffled.replace('"base":0,', '')).actions.map((a) => a.index)).toEqual([
    0, 1, 2,
  ])
})
