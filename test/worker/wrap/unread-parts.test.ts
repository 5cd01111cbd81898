import { expect, test } from 'vitest'
import { hasPrivateFields } from '../../../src/worker/wrap/private-fields.ts'
import { unreadParts } from '../../../src/worker/wrap/unread-parts.ts'

class Money {
  readonly #cents: number
  constructor(cents: number) {
    this.#cents = cents
  }
  get cents() {
    return this.#cents
  }
}

class Price extends Money {
  currency = 'EUR'
}

class Point {
  // #hidden = 1, read as this.#hidden
  colour = '#fff;'
  constructor(
    readonly x = 1,
    readonly y = 2,
  ) {}
}

class Counter {
  static #made = 0
  #next() {
    return ++Counter.#made
  }
  id = this.#next()
}

class Named extends Money {
  toJSON() {
    return { cents: this.cents }
  }
}

class Refused extends Error {
  #limit = 10
  get limit() {
    return this.#limit
  }
}

/** As a minifier writes it. */
// oxlint-disable-next-line no-eval
const Minified = eval(
  '(class t{#n;#m=1;constructor(t){this.#n=t}get n(){return this.#n}})',
) as new (n: number) => object

test.each<[string, boolean, object]>([
  ['private fields', true, new Money(10)],
  ['a parent with private fields', true, new Price(10)],
  ['private fields that a minifier wrote', true, new Minified(1)],
  ['private fields of an error', true, new Refused()],
  ['texts and comments that look like some', false, new Point()],
  ['private methods and static fields alone', false, new Counter()],
  ['no class', false, { a: '#n; this.#n' }],
  ['a class of the platform', false, new Map()],
])('a class with %s: %s', (_, has, value) => {
  expect(hasPrivateFields(value)).toBe(has)
})

const generator = async function* () {
  yield 1
}

test.each<[string, unknown, unknown[]]>([
  ['an instance', [new Money(10)], [{ path: '$[0]', kind: 'private' }]],
  ['public fields beside', { price: new Price(1) }, [{ path: '$.price', kind: 'private' }]],
  ['a value of a map', [new Map([['m', new Money(1)]])], [{ path: '$[0][0][1]', kind: 'private' }]],
  ['an entry of a set', new Set([new Money(1)]), [{ path: '$[0]', kind: 'private' }]],
  ['an error', new Refused(), [{ path: '$', kind: 'private' }]],
  [
    'a field under a symbol',
    [{ [Symbol('amount')]: 1 }],
    [{ path: '$[0][Symbol(amount)]', kind: 'private' }],
  ],
  ['a promise', [Promise.resolve(1)], [{ path: '$[0]', kind: 'content' }]],
  ['a stream', { body: new Blob(['a']).stream() }, [{ path: '$.body', kind: 'content' }]],
  ['an async generator', generator(), [{ path: '$', kind: 'content' }]],
  ['an iterator', [[1].values()], [{ path: '$[0]', kind: 'content' }]],
  [
    'an async iterable',
    { all: { [Symbol.asyncIterator]: generator } },
    [{ path: '$.all', kind: 'content' }],
  ],
  ['an instance that says what it holds', [new Named(1)], []],
  ['an instance without private fields', [new Point()], []],
  ['a function under a symbol', { [Symbol.for('nodejs.util.inspect.custom')]: () => '' }, []],
  [
    'values of the platform',
    [new URL('http://a.test'), new Headers(), new Response('a'), new Blob(['a']), new FormData()],
    [],
  ],
  [
    'more of them',
    [new Date(0), /a/, Buffer.from('a'), new Uint8Array(1), new AbortController().signal],
    [],
  ],
  ['plain data', { a: [1, { b: null }], c: new Map([[1, 2]]) }, []],
])('%s is named as not compared where it cannot be read', (_, value, parts) => {
  expect(unreadParts(value, '$')).toEqual(parts)
})

test('what is unread is not consumed, and is named once', async () => {
  const [stream, money] = [generator(), new Money(1)]
  expect(unreadParts({ stream, money, again: money }, 'output')).toEqual([
    { path: 'output.stream', kind: 'content' },
    { path: 'output.money', kind: 'private' },
  ])
  expect(await stream.next()).toEqual({ done: false, value: 1 })
})

test('a list of a million elements is looked at', () => {
  const rows = Array.from({ length: 1_000_000 }, () => ({}))
  expect(unreadParts([rows], '$')).toEqual([])
})

test('fields that are not enumerable are not compared, but those of the platform', () => {
  const hidden = Object.defineProperty({ shown: 1 }, 'h', { value: 1 })
  expect(unreadParts([hidden], '$')).toEqual([{ path: '$[0].h', kind: 'private' }])
  const answered = Object.defineProperty({ id: 1 }, '_request_id', { value: 'req_1' })
  expect(unreadParts([[1], new Error('no', { cause: 1 }), answered], '$')).toEqual([])
})

test('the place at which an expression goes on is not compared', () => {
  const sticky = /a/g
  sticky.lastIndex = 2
  expect(unreadParts({ sticky, other: /a/g }, '$')).toEqual([
    { path: '$.sticky.lastIndex', kind: 'private' },
  ])
})
