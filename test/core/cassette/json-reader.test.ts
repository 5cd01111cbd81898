import { expect, test } from 'vitest'
import { JsonReader } from '../../../src/core/cassette/json-reader.ts'
import { readExactJson } from '../../../src/core/cassette/layout.ts'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { createRandom, randomJson } from './random-json.ts'

const LONG = 'a system prompt that is repeated with every turn. '.repeat(100)

function conversation(turns: number): JsonObject {
  const messages = Array.from({ length: turns }, (_, turn) => ({
    role: 'user',
    content: `${turn}: ${LONG}`,
  }))
  return { model: 'm', messages, tools: [{ name: 'a', description: LONG }], temperature: 0 }
}

function read(reader: JsonReader, text: string) {
  const exact = reader.read(text)
  expect(exact).toEqual(readExactJson(text))
  // Not even the order of keys differs.
  if (exact && !exact.layout) expect(JSON.stringify(exact.json)).toBe(text)
  return exact?.json as { [key: string]: JsonValue[] }
}

test('what an earlier body begins with is shared with it, and equal parts behind it as well', () => {
  const reader = new JsonReader()
  const first = read(reader, JSON.stringify(conversation(3)))
  const next = read(reader, JSON.stringify(conversation(5)))
  expect(next['messages']).toHaveLength(5)
  for (const turn of [0, 1, 2]) expect(next['messages']![turn]).toBe(first['messages']![turn])
  expect(next['tools']).toBe(first['tools'])
  expect(read(reader, JSON.stringify(conversation(5)))).toBe(next)
  const shorter = read(reader, JSON.stringify(conversation(2)))
  expect(shorter['messages']![1]).toBe(next['messages']![1])
})

test('two conversations that take turns are each read from their own earlier body', () => {
  const reader = new JsonReader()
  const other = (turns: number) => ({ ...conversation(turns), model: 'other' })
  const first = read(reader, JSON.stringify(conversation(3)))
  const second = read(reader, JSON.stringify(other(3)))
  expect(read(reader, JSON.stringify(conversation(4)))['messages']![2]).toBe(first['messages']![2])
  expect(read(reader, JSON.stringify(other(4)))['messages']![2]).toBe(second['messages']![2])
})

const last = conversation(3)
const changes: Array<[name: string, text: string]> = [
  ['another first field', JSON.stringify({ ...last, model: 'n' })],
  ['another last field', JSON.stringify({ ...last, temperature: 1 })],
  ['a longer number at the end', JSON.stringify({ ...last, temperature: 0.5 })],
  ['a field more', JSON.stringify({ ...last, stream: true })],
  ['a field less', JSON.stringify({ model: 'm', messages: last['messages'] })],
  ['a field of a number', JSON.stringify(last).replace('"temperature"', '"1"')],
  ['a field named __proto__', JSON.stringify(last).replace('"temperature"', '"__proto__"')],
  ['a field twice', JSON.stringify(last).replace('"temperature"', '"model"')],
  ['the list twice', JSON.stringify(last).replace('"tools"', '"messages"')],
  ['a number that is not exact', JSON.stringify(last).replace(':0}', ':1.0}')],
  ['a comma too many at the end', JSON.stringify(last).replace(':0}', ':0,}')],
  ['a comma too many in the list', JSON.stringify(last).replace('}],"tools"', '},],"tools"')],
  ['a space within', JSON.stringify(last).replace(',"tools"', ', "tools"')],
  ['a space at the end', `${JSON.stringify(last)} `],
  ['a bracket too many', `${JSON.stringify(last)}}`],
  ['another layout', JSON.stringify(last, null, 2)],
  ['a text', JSON.stringify(LONG)],
  ['a list', JSON.stringify([last])],
  ['no list', JSON.stringify({ ...last, messages: LONG })],
  ['an empty list', JSON.stringify({ ...last, messages: [] })],
  ['numbers in the list', JSON.stringify({ ...last, messages: [1, 12], more: LONG })],
  ['longer numbers in the list', JSON.stringify({ ...last, messages: [1, 123], more: LONG })],
]

test.each(changes)('%s is read as if there had been nothing before it', (_, text) => {
  const reader = new JsonReader()
  read(reader, JSON.stringify(last))
  read(reader, text)
  read(reader, JSON.stringify({ ...last, messages: [1, 12], more: LONG }))
  read(reader, text)
  for (let at = 1; at < text.length; at += 97) read(reader, text.slice(0, at))
})

test('any body is read after any other', () => {
  const random = createRandom(7)
  const reader = new JsonReader()
  for (let round = 0; round < 300; round++) {
    const parts = Array.from({ length: 4 }, () => randomJson(random, 3))
    const body = { first: LONG, list: parts.slice(0, 2), more: parts.slice(2), end: parts[0]! }
    const text = JSON.stringify(body)
    read(reader, text)
    const at = Math.floor(random() * text.length)
    read(reader, text.slice(0, at) + text.slice(at + 1))
    read(reader, JSON.stringify({ ...body, list: [...body.list, ...parts] }))
  }
})
