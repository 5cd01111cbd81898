import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { contentTypeOf, readBody, watchBody } from '../../../src/worker/intercept/undici-body.ts'
import {
  abortedError,
  restoreFetchError,
  restoreUndiciError,
} from '../../../src/worker/intercept/undici-errors.ts'
import { headerList, urlOf } from '../../../src/worker/intercept/undici-request.ts'

const ORIGIN = 'http://127.0.0.1:8080'

test.each([
  [{ path: '/q', query: { a: [1, 2], b: 'x', c: null } }, '/q?a=1&a=2&b=x&c='],
  [{ path: '/q?x=1', query: { 'a b': 'c d+e&f' } }, '/q?x=1&a%20b=c%20d%2Be%26f'],
  [{ path: '//x/../y?z=%7b' }, '//y?z=%7b'],
  [{ path: 'http://other.test/a' }, 'http://other.test/a'],
])('the URL of %j is %s', (options, expected) => {
  const url = urlOf({}, { origin: ORIGIN, ...options } as never)
  expect(url).toBe(expected.startsWith('http') ? expected : ORIGIN + expected)
})

test('headers are read in each form that undici takes', () => {
  const expected = [['x-one', '1, 2']]
  expect(headerList({ 'X-One': ['1', '2'], 'x-none': undefined })).toEqual(expected)
  expect(headerList(['X-One', ['1', '2']])).toEqual(expected)
  expect(headerList(new Map([['X-One', ['1', '2']]]))).toEqual(expected)
})

const form = () => {
  const made = new undici.FormData()
  made.append('k', 'v')
  made.append('f', new Blob(['\u0000\u00ff']), 'f.bin')
  return made
}

test('the bytes of a body are those that undici sends', async () => {
  const text = async (body: unknown) => Buffer.from(await readBody(body)).toString('latin1')
  expect(await text('é')).toBe('Ã©')
  expect(await text(new Uint32Array([1]))).toBe('\u0001\0\0\0')
  expect(await text(new DataView(new Uint8Array([7, 104, 105]).buffer, 1))).toBe('hi')
  expect(await text(new Uint8Array([104, 105]).buffer)).toBe('hi')
  expect(await text(new Blob(['hello']))).toBe('hello')
  expect(await text(Readable.from(['a', 'b']))).toBe('ab')
  const sent = await text(form())
  expect(sent).toContain('name="k"\r\n\r\nv\r\n--')
  expect(sent.startsWith(`--${contentTypeOf(form())!.split('=')[1]}`)).toBe(true)
})

const tapped = () => {
  const parts: string[] = []
  const tap = {
    sent: (bytes: Uint8Array) => void parts.push(Buffer.from(bytes).toString()),
    sentAll: () => void parts.push('end'),
  }
  return { parts, tap: tap as never }
}

test('a stream is watched as it is read, and is the same object', async () => {
  const { parts, tap } = tapped()
  const stream = Readable.from(['a', 'b'])
  watchBody(stream, tap)
  expect(stream.readableFlowing).toBe(null)
  await new Promise((resolve) => stream.on('data', () => {}).on('end', resolve))
  expect(parts).toEqual(['a', 'b', 'end'])
})

test.each([
  ['an iterable', () => new Set(['a', 'b'])],
  [
    'an async iterable',
    async function* () {
      yield 'a'
      yield 'b'
    },
  ],
])('%s is watched as it is read', async (_name, make) => {
  const { parts, tap } = tapped()
  const source = make() as AsyncIterable<string>
  watchBody(source, tap)
  const read: string[] = []
  for await (const part of source) read.push(part)
  expect(read).toEqual(['a', 'b'])
  expect(parts).toEqual(['a', 'b', 'end'])
})

test('a body that fails tells what was sent of it, and why', async () => {
  const failing = (async function* () {
    yield 'a'
    throw new Error('disk')
  })()
  const failure = await readBody(failing).catch((error: unknown) => error)
  expect(failure).toMatchObject({ cause: { message: 'disk' } })
  expect(Buffer.from((failure as { sent: Uint8Array }).sent).toString()).toBe('a')
})

test('an error is one of undici, with and without the classes of the copy in use', () => {
  const recorded = { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' }
  for (const error of [
    restoreUndiciError(recorded),
    restoreUndiciError(recorded, undici.errors as never),
  ]) {
    expect(error).toBeInstanceOf(undici.errors.SocketError)
    expect(error).toBeInstanceOf(undici.errors.UndiciError)
    expect(error).toMatchObject(recorded)
  }
})

// The types leave it out.
const { AbortError } = undici.errors as unknown as { AbortError: new () => Error }

test.each([undefined, undici.errors as never, undici6.errors as never])(
  'the error of a request that was given up has the class that undici throws',
  (classes) => {
    const recorded = { name: 'AbortError', message: 'Request aborted', code: 'UND_ERR_ABORTED' }
    for (const error of [abortedError(classes), restoreUndiciError(recorded, classes)]) {
      expect(error.constructor.name).toBe('RequestAbortedError')
      expect(error).toBeInstanceOf(undici.errors.RequestAbortedError)
      expect(error).toBeInstanceOf(AbortError)
      expect(error).toBeInstanceOf(undici.errors.UndiciError)
      expect(error).toMatchObject(recorded)
    }
  },
)

test('the causes of an error of fetch are recognised by the classes of every copy', () => {
  const parser = 'HTTPParserError'
  const lost = { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' }
  const restored = (cause: object) =>
    (restoreFetchError({ name: 'TypeError', message: 'fetch failed', cause } as never) as Error)
      .cause as Error
  const error = restored(lost)
  expect(error).toBeInstanceOf(undici.errors.SocketError)
  expect(error).toBeInstanceOf(undici.errors.UndiciError)
  expect(error).not.toBeInstanceOf(undici.errors.HeadersTimeoutError)
  expect(Object.getOwnPropertySymbols(error)).toEqual([])
  expect(Object.keys(error).sort()).toEqual(['code', 'name'])
  const mock = { name: 'MockNotMatchedError', code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED', message: 'x' }
  expect(restored(mock)).toBeInstanceOf(undici.mockErrors.MockNotMatchedError)
  expect(restored(mock)).toBeInstanceOf(undici.errors.UndiciError)
  expect(restored({ name: parser, message: 'x' })).toBeInstanceOf(undici.errors.HTTPParserError)
  const refused = restored({ name: 'Error', message: 'connect', code: 'ECONNREFUSED' })
  expect(refused).not.toBeInstanceOf(undici.errors.UndiciError)
  expect(Object.keys(refused)).toEqual(['code'])
})
