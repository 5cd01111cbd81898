import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/core/json.ts'
import { createContentStore, packContents } from '../../../../src/core/report/contents/contents.ts'
import { unpackContents } from '../../../../src/core/report/contents/unpack-contents.ts'
import { createRandom, randomJson } from '../../cassette/random-json.ts'
import { tableSize } from '../../../table-size.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

function roundTrip(value: JsonValue): JsonValue {
  const { packed, contents } = packContents(value, hash)
  // As it travels: printed and parsed.
  const sent = JSON.parse(JSON.stringify({ packed, contents })) as {
    packed: JsonValue
    contents: Record<string, JsonValue>
  }
  return unpackContents(sent.packed, sent.contents)
}

function conversation(turns: number): JsonValue[] {
  const messages: JsonValue[] = [{ role: 'system', content: 'Be kind. '.repeat(100) }]
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({ role: 'user', content: `question ${turn} ${'why '.repeat(100)}` })
    const request = { model: 'gpt-4o', messages: [...messages] }
    messages.push({ role: 'assistant', content: `answer ${turn} ${'so '.repeat(100)}` })
    return request
  })
}

/** The size of these values in a report, in characters. */
function sizeOf(values: JsonValue[]): number {
  const store = createContentStore(hash)
  const packed = values.map((value) => store.pack(value))
  return JSON.stringify([packed, store.contents]).length
}

test('short values stay as they are', () => {
  const value = { role: 'user', content: 'hello' }
  expect(packContents(value, hash)).toEqual({ packed: value, contents: {} })
})

test('a large part is stored once, whoever repeats it', () => {
  const prompt = 'x'.repeat(1000)
  const { packed, contents } = packContents([{ a: prompt }, { b: prompt }], hash)
  expect(Object.values(contents)).toEqual([prompt])
  expect(JSON.stringify(packed).length).toBeLessThan(100)
})

test('a conversation grows with what is new', () => {
  expect(sizeOf(conversation(200)) / sizeOf(conversation(100))).toBeLessThan(2.1)
  // 200 turns hold about 0.15 MB of their own; the requests repeat 16 MB.
  expect(sizeOf(conversation(200))).toBeLessThan(400_000)
  const turns = conversation(20)
  expect(roundTrip(turns)).toEqual(turns)
})

test('equal parts have equal keys in every store', () => {
  const [first, second] = [conversation(3), conversation(3)]
  expect(packContents(first, hash)).toEqual(packContents(second, hash))
})

test('objects that are shared and objects that are equal are packed alike', () => {
  const turns = conversation(5)
  const copies = structuredClone(turns)
  const store = createContentStore(hash)
  expect(turns.map((turn) => store.pack(turn))).toEqual(copies.map((turn) => store.pack(turn)))
})

test.each([
  [{ $ref: 'x' }],
  [{ $ref: 'x', $then: [1] }],
  [{ $literal: { $ref: 'x' } }],
  [{ $literal: 1, $ref: null }],
  [{ $then: ['a'] }],
  [[{ deep: { $ref: 'y'.repeat(500) } }]],
  [JSON.parse('{"__proto__": {"polluted": "no"}, "constructor": 1}') as JsonValue],
  [[]],
  [''],
  [null],
])('what looks like a reference is none: %j', (value) => {
  expect(roundTrip(value)).toEqual(value)
  const store = createContentStore(hash)
  expect(unpackContents(store.packWhole(value), store.contents)).toEqual(value)
})

test('any JSON comes back', () => {
  const random = createRandom(7)
  for (let round = 0; round < 300; round++) {
    const value = randomJson(random)
    const long = { value, again: [value, 'z'.repeat(300), value], $ref: value }
    expect(roundTrip(long)).toEqual(long)
  }
})

test('a very long conversation is followed without a stack overflow', () => {
  const store = createContentStore(hash)
  const list: JsonValue[] = ['a'.repeat(300)]
  let packed: JsonValue = null
  for (let turn = 0; turn < tableSize({ sample: 1000, whole: 5000 }); turn++) {
    list.push(`${turn} ${'b'.repeat(30)}`)
    packed = store.pack([...list])
  }
  expect(unpackContents(packed, store.contents)).toEqual(list)
})

test('a long chain of references is followed without a stack overflow', () => {
  const contents: Record<string, JsonValue> = { 0: ['first'] }
  for (let at = 1; at < 5000; at++) contents[at] = { $ref: String(at - 1), $then: [at] }
  const list = unpackContents({ $ref: '4999' }, contents) as JsonValue[]
  expect([list.length, list[0], list.at(-1)]).toEqual([5000, 'first', 4999])
})

test('a reference that leads nowhere, or around a circle, is refused', () => {
  expect(() => unpackContents({ $ref: 'gone' }, {})).toThrow(
    expect.objectContaining({ code: 'REPORT_CORRUPT' }),
  )
  expect(() => unpackContents({ $ref: 'toString' }, {})).toThrow(
    expect.objectContaining({ code: 'REPORT_CORRUPT' }),
  )
  expect(() => unpackContents({ $ref: 'a' }, { a: { $ref: 'b' }, b: [{ $ref: 'a' }] })).toThrow(
    'refer to themselves',
  )
  expect(() => unpackContents({ $ref: 'a', $then: [1] }, { a: 'text' })).toThrow('no list')
})

test('what is new is counted, up to a limit', () => {
  const store = createContentStore(hash)
  const [first, second] = conversation(2) as [JsonValue, JsonValue]
  const before = store.sizeOfNew(first, Infinity)
  store.pack(first)
  expect(before).toBeGreaterThan(1000)
  expect(store.sizeOfNew(first, Infinity)).toBe(0)
  expect(store.sizeOfNew(second, Infinity)).toBeLessThan(before)
  expect(store.sizeOfNew(['x'.repeat(10_000), 'y'.repeat(10_000)], 500)).toBeLessThan(11_000)
})
