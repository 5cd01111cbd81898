import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import {
  captureError,
  errorText,
  captureValue,
  bindErrors,
  restoreError,
  restoreValue,
} from '../../../src/core/cassette/value.ts'
import { describeValue } from '../../../src/core/cassette/describe-value.ts'
import type { Value } from '../../../src/core/cassette/schema.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { createRandom, randomJson } from './random-json.ts'

/** As a cassette does it: through text. */
function roundTrip(value: unknown): unknown {
  const captured = captureValue(value, 'a value')
  return restoreValue(JSON.parse(JSON.stringify(captured)) as typeof captured)
}

const shared = { a: 1 }
const circular: Record<string, unknown> = { name: 'loop' }
circular['self'] = circular

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['NaN', NaN],
  ['-0', -0],
  ['Infinity', -Infinity],
  ['BigInt', 12n ** 30n],
  ['Date', new Date('2026-01-02T03:04:05.678Z')],
  ['an invalid Date', { at: new Date(NaN) }],
  ['RegExp', /a+/gi],
  ['URL', new URL('https://example.com/a?b#c')],
  ['Map', new Map<unknown, unknown>([[{ id: 1 }, new Set([1, 'a'])]])],
  ['Set', new Set([new Date(0), undefined])],
  ['Buffer', Buffer.from('héllo')],
  ['Uint8Array', new Uint8Array([0, 255])],
  ['ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
  ['Float32Array', new Float32Array([1.5, NaN, -0])],
  ['BigInt64Array', new BigInt64Array([1n, -1n])],
  ['DataView', new DataView(new Uint8Array([1, 2]).buffer)],
  ['undefined in an object', { a: undefined, b: [undefined] }],
  ['keys with dots', { 'a.b': new Date(0), 'a\\.b': 1n }],
  ['plain keys that engines know', { constructor: 'Ferrari', prototype: 'P1' }],
  ['a circle', circular],
  ['a shared part', { x: shared, y: shared }],
])('gives back %s as it was', (_name, value) => {
  expect(roundTrip(value)).toStrictEqual(value)
})

test('gives back a value of null-prototype objects as plain data', () => {
  const value = Object.assign(Object.create(null) as object, { a: 1 })
  expect(roundTrip(value)).toEqual({ a: 1 })
})

test('gives back any JSON, whatever its keys, without polluting a prototype', () => {
  const random = createRandom(3)
  for (let round = 0; round < 500; round++) {
    const value = randomJson(random)
    expect(JSON.stringify(roundTrip(value))).toBe(JSON.stringify(value))
  }
  expect(({} as Record<string, unknown>)['a']).toBeUndefined()
})

test('gives back a copy each time', () => {
  const captured = captureValue({ list: [1] }, 'a value')
  const first = restoreValue(captured) as { list: number[] }
  first.list.push(2)
  expect(restoreValue(captured)).toEqual({ list: [1] })
})

test('keeps what it captured when the program changes its value later', () => {
  const value = { list: [1] }
  const captured = captureValue(value, 'a value')
  value.list.push(2)
  expect(restoreValue(captured)).toEqual({ list: [1] })
})

class Order {
  id = 'A-17'
}
const deep = (levels: number) => {
  let value: unknown = null
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

test.each<[string, unknown, string, string]>([
  ['a function', { a: { b: () => 1 } }, '$.a.b', 'a function'],
  ['a symbol', [Symbol('x')], '$[0]', 'a symbol'],
  ['a class instance', { list: [1, new Order()] }, '$.list[1]', 'an instance of Order'],
  ['a promise', { a: Promise.resolve(1) }, '$.a', 'an instance of Promise'],
  ['a WeakMap', new WeakMap(), '$', 'an instance of WeakMap'],
  ['an entry of a Map', new Map([['k', () => 1]]), '$.get(k)', 'a function'],
  ['an entry of a Set', new Set([() => 1]), '$.<entry>', 'a function'],
  ['a key of a Map', new Map([[() => 1, 1]]), '$.<key>', 'a function'],
  [
    'what is too deep',
    { a: deep(5000) },
    `$.a${'[0]'.repeat(39)}...`,
    'nested deeper than 1000 levels',
  ],
])('refuses %s with its path', (_name, value, path, kind) => {
  const record = () => captureValue(value, 'the output of "lookup"')
  expect(record).toThrow(
    `[vitest-replay] Failed to record the output of "lookup": ${path} is ${kind}, which cannot be stored and restored. Return plain data there`,
  )
  expect(record).toThrow(
    expect.objectContaining({ code: 'VALUE_UNSUPPORTED', location: { field: path } }),
  )
})

test.each(['__proto__', 'constructor', 'prototype'])(
  'refuses a field named %s beside what is more than JSON',
  (key) => {
    const value = [JSON.parse(`{"a":{"${key}":1}}`) as unknown, 1n]
    expect(() => captureValue(value, 'an input')).toThrow(
      `$[0].a.${key} is a field of this name beside values that are more than JSON`,
    )
  },
)

function rethrown(thrown: unknown): unknown {
  const captured = captureError(thrown)
  return restoreError(JSON.parse(JSON.stringify(captured)) as typeof captured)
}

class RateLimitError extends Error {
  override name = 'RateLimitError'
  code = 'rate_limited'
  status = 429
  retryAt = new Date(0)
}

test.each([
  [new Error('plain')],
  [new TypeError('built in')],
  [new RangeError('with a cause', { cause: new Error('inner') })],
  [Object.assign(new Error('with a code'), { code: 'ECONNRESET', errno: -104 })],
])('throws %s again', (error) => {
  const again = rethrown(error) as Error
  expect(again).toStrictEqual(error)
  expect(again.constructor).toBe(error.constructor)
  expect(again.cause).toEqual(error.cause)
})

test('throws an error of a class again under its name, with its own fields', () => {
  const again = rethrown(new RateLimitError('slow down')) as RateLimitError
  expect(again).toBeInstanceOf(Error)
  expect(again.constructor.name).toBe('RateLimitError')
  expect(String(again)).toBe('RateLimitError: slow down')
  const fields = { name: 'RateLimitError', code: 'rate_limited', status: 429 }
  expect({ ...again }).toEqual({ ...fields, retryAt: new Date(0) })
})

test('keeps the message of an error whose field cannot be stored', () => {
  const again = rethrown(Object.assign(new Error('x'), { socket: () => 1, port: 80 }))
  expect({ ...(again as object) }).toEqual({ port: 80 })
})

test('throws an abort again as what fetch throws', () => {
  const again = rethrown(new DOMException('This operation was aborted', 'AbortError')) as Error
  expect(again).toBeInstanceOf(DOMException)
  expect(again.name).toBe('AbortError')
})

test('an error of another class is no DOMException for the name it goes by', () => {
  class GivenUpError extends Error {
    override name = 'AbortError'
  }
  const again = rethrown(new GivenUpError('given up')) as Error
  expect(again).not.toBeInstanceOf(DOMException)
  expect(again.constructor.name).toBe('GivenUpError')
  expect(again.name).toBe('AbortError')
})

class FieldsError extends Error {
  override name = 'FieldsError'
  override message = 'of the class'
  code = 'E_FIELDS'
  late = 1
}
class InheritedError extends Error {}
Object.defineProperty(InheritedError.prototype, 'name', { value: 'InheritedError' })
class HiddenNameError extends Error {
  constructor(message: string) {
    super(message)
    Object.defineProperty(this, 'name', { value: 'HiddenNameError', configurable: true })
  }
}
class TimeoutError extends Error {
  override name = 'TimeoutError'
  code = 'ETIMEDOUT'
}
class PrintedError extends Error {
  override toString = () => 'as it likes'
}
/** An error of Node, which prints its code. */
const ofNode = (await finished(new Readable().destroy()).catch((error: Error) => error)) as Error
const withListedCause = new Error('x')
Object.assign(withListedCause, { first: 1, cause: new Error('y'), code: 'LATE' })

test.each<[string, Error]>([
  ['whose class sets its fields', new FieldsError()],
  ['that inherits its name', new InheritedError('x')],
  ['whose name is hidden', new HiddenNameError('x')],
  ['without a message', new InheritedError()],
  ['that goes by a name of the platform', new TimeoutError('late')],
  ['with a cause that is listed', withListedCause],
  ['of the system', Object.assign(new Error('x'), { errno: -2, code: 'ENOENT', syscall: 'open' })],
  ['of a parser', Object.assign(new Error('x'), { bytesParsed: 0, code: 'HPE_X', reason: 'y' })],
  ['of several', new AggregateError([new Error('a')], 'both', { cause: 'c' })],
  ['of the platform', new DOMException('x', 'AbortError')],
  ['of Node', ofNode],
])('an error %s has the same properties of its own again', (_, thrown) => {
  const again = rethrown(thrown) as Error
  const own = (error: Error) =>
    Object.entries(Object.getOwnPropertyDescriptors(error))
      .filter(([name]) => name !== 'stack')
      .map(([name, { enumerable }]) => [name, enumerable])
  expect(again.constructor.name).toBe(thrown.constructor.name)
  expect(String(again)).toBe(String(thrown))
  expect(Object.keys(again)).toEqual(Object.keys(thrown))
  expect(own(again).sort()).toEqual(own(thrown).sort())
  expect(captureError(again)).toEqual(captureError(thrown))
})

test('a function of its own by which an error is printed is not kept', () => {
  const again = rethrown(new PrintedError('x')) as Error
  expect(Object.hasOwn(again, 'toString')).toBe(false)
  expect(String(again)).toBe('Error: x')
})

test('an abort of Node is none of the platform', async () => {
  const { setTimeout: sleep } = await import('node:timers/promises')
  const thrown = (await sleep(1, 0, { signal: AbortSignal.abort() }).catch(
    (error: unknown) => error,
  )) as Error
  const again = rethrown(thrown) as Error & { code: string }
  expect(again).not.toBeInstanceOf(DOMException)
  expect([again.name, again.code, Object.keys(again)]).toEqual([
    'AbortError',
    'ABORT_ERR',
    ['code', 'name'],
  ])
})

test.each<[unknown]>([['text'], [{ reason: 'x', at: new Date(0) }], [undefined], [null], [0]])(
  'throws %j again, which is no error',
  (thrown) => {
    expect(rethrown(thrown)).toStrictEqual(thrown)
  },
)

test('describes what cannot be printed', () => {
  expect(captureError(Object.create(null))).toMatchObject({ name: 'NonError' })
})

test('the parts of an AggregateError come back', () => {
  const error = new AggregateError([new TypeError('a'), 'b'], 'both', { cause: new Error('c') })
  const again = restoreError(captureError(error)) as AggregateError
  expect(again).toBeInstanceOf(AggregateError)
  expect(again.errors).toEqual(error.errors)
  expect(again.cause).toEqual(error.cause)
  expect(Object.keys(again)).toEqual([])
})

test('follows causes five deep, and no circle', () => {
  const error = new Error('loop')
  error.cause = error
  let depth = 0
  for (let at = captureError(error).cause; at; at = at.cause) depth++
  expect(depth).toBe(5)
})

test.each<[string, unknown, unknown]>([
  ['code', coded('STOLEN'), coded('EXPIRED')],
  ['what was thrown', { amount: 10 }, { amount: 1000 }],
  ['message', new Error('a'), new Error('b')],
])('tells errors apart by their %s', (_, first, second) => {
  expect(errorText(captureError(first))).not.toBe(errorText(captureError(second)))
})

function coded(code: string): Error {
  return Object.assign(new Error('declined'), { code })
}

test('bytes in which a secret was replaced are bytes still', () => {
  const key = 'sk-' + 'a1B2'.repeat(12)
  const bytes = Buffer.from(`key=${key};`)
  const value = {
    file: bytes,
    password: Buffer.from('q7Zt2LmX9vKp4RwB8nYc'),
    numbers: new Uint16Array(new Uint8Array([...bytes, 1]).buffer.slice(0, 54)),
    buffer: new Uint8Array(bytes).buffer,
  }
  const captured = captureValue(value, 'a value')
  const json = createRedactor({}).json(captured.json)
  const restored = restoreValue({ ...captured, json }) as typeof value
  expect(restored.file).toEqual(Buffer.from('key=<redacted:openai-key:1>;'))
  expect(restored.password.toString()).toBe('<redacted:credential-field:1>')
  expect(Buffer.from(restored.numbers.buffer).toString('latin1')).toContain('<redacted:')
  expect(Buffer.from(restored.buffer).toString()).toBe('key=<redacted:openai-key:1>;')
})

test.each([
  ['HTTPParserError', 'HPE_INVALID_CONSTANT'],
  ['HTTPParserError', undefined],
  ['ConnectTimeoutError', 'UND_ERR_CONNECT_TIMEOUT'],
])('the name of an error of undici is a field of its own: %s %s', (name, code) => {
  const thrown = Object.assign(new Error('failed'), { name }, code ? { code } : {}, { data: 'x' })
  expect(Object.keys(rethrown(thrown) as Error)).toEqual(Object.keys(thrown))
})

test('an error is an instance of the class that a book has for it, and so is its cause', () => {
  class OrderError extends Error {
    override name = 'OrderError'
    constructor(readonly order: string) {
      super(`no order ${order}`)
    }
  }
  const captured = captureError(new Error('failed', { cause: new OrderError('A-17') }))
  const book = { find: (name: string) => (name === 'OrderError' ? OrderError : undefined) }
  const again = restoreError(bindErrors(captured, book)) as Error
  expect(again.cause).toBeInstanceOf(OrderError)
  expect(again.cause).toMatchObject({ name: 'OrderError', message: 'no order A-17', order: 'A-17' })
})

test('an error within a value comes back with its code, its fields, its cause and its class', () => {
  const error = Object.assign(new RateLimitError('slow down', { cause: new TypeError('inner') }), {
    code: 'E429',
    status: 429,
    at: new Date(0),
  })
  const stored = JSON.parse(JSON.stringify(captureValue({ result: [error] }, 'x'))) as Value
  const [again] = (restoreValue(stored) as { result: [typeof error] }).result
  expect(again).toBeInstanceOf(Error)
  expect(again).toMatchObject({ name: 'RateLimitError', code: 'E429', status: 429 })
  expect(again.at).toEqual(new Date(0))
  expect(again.cause).toEqual(new TypeError('inner'))
})

test('an error that an older cassette holds within a value is still read', () => {
  const stored = {
    json: { result: { name: 'TypeError', message: 'old' } },
    meta: { values: { result: ['Error'] }, v: 1 },
  }
  expect(restoreValue(stored)).toMatchObject({ result: { name: 'TypeError', message: 'old' } })
})

test.each([
  ['code', coded('A'), coded('B')],
  [
    'field',
    Object.assign(new Error('x'), { status: 1 }),
    Object.assign(new Error('x'), { status: 2 }),
  ],
  ['class', new RateLimitError('x'), Object.assign(new Error('x'), { name: 'RateLimitError' })],
  ['cause', new Error('x', { cause: 'a' }), new Error('x', { cause: 'b' })],
  ['part', new AggregateError([coded('A')], 'x'), new AggregateError([coded('B')], 'x')],
])('two errors within a value that differ in their %s differ', (_, first, second) => {
  const text = (error: Error) =>
    JSON.stringify([captureValue([error], 'x'), describeValue({ error })])
  expect(text(first)).not.toBe(text(second))
})

test('errors that lead back to themselves through their fields are described once', () => {
  const [first, second] = [new Error('a'), new Error('b')]
  Object.assign(first, { other: second, self: first })
  Object.assign(second, { other: first })
  const text = JSON.stringify([captureError(first), captureValue({ first }, 'x')])
  expect(text.length).toBeLessThan(2000)
  const { other } = restoreError(captureError(first)) as { other: Error & { other: Error } }
  expect([other.message, other.other.message]).toEqual(['b', 'a'])
})
