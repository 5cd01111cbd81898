import { expect, test, vi } from 'vitest'
import { describeValue } from '../../../src/core/cassette/describe-value.ts'
import { captureValue, restoreValue } from '../../../src/core/cassette/value.ts'
import type { JsonValue } from '../../../src/core/json.ts'

function form(...pairs: Array<[string, string]>): FormData {
  const data = new FormData()
  for (const [name, value] of pairs) data.append(name, value)
  return data
}

test.each<[string, unknown, unknown]>([
  ['URLSearchParams', new URLSearchParams('order=A'), new URLSearchParams('order=B')],
  ['a repeated parameter', new URLSearchParams('a=1&a=2'), new URLSearchParams('a=1')],
  ['Headers', new Headers({ 'x-order': 'A' }), new Headers({ 'x-order': 'B' })],
  ['FormData', form(['order', 'A']), form(['order', 'B'])],
])('%s is told by what it holds', (_, first, second) => {
  expect(describeValue([first])).not.toEqual(describeValue([second]))
})

test('what is kept in pairs is described by name, for redaction to find it', () => {
  expect(describeValue(new Headers({ authorization: 'secret', cookie: 'sid=1' })).json).toEqual({
    '[Headers]': { authorization: 'secret', cookie: '[cookie]' },
  })
  expect(describeValue(form(['to', 'a'], ['to', 'b'])).json).toEqual({
    '[FormData]': { to: ['a', 'b'] },
  })
})

test.each([
  [new Blob(['yes']), { '[Blob]': { size: 3, type: '' } }],
  [new File(['x'], 'a.txt'), { '[File]': { name: 'a.txt', size: 1, type: '' } }],
  [
    new Request('http://a.test/1', { headers: { a: '1' } }),
    {
      '[Request]': { method: 'GET', url: 'http://a.test/1', headers: { '[Headers]': { a: '1' } } },
    },
  ],
  [
    new Response(null, { status: 204 }),
    { '[Response]': { status: 204, headers: { '[Headers]': {} } } },
  ],
  [Object(7), { '[Number]': { value: 7 } }],
  [Symbol.for('a'), '[symbol a]'],
])('a value without fields of its own is described by its facts: %s', (value, described) => {
  expect(describeValue(value).json).toEqual(described)
})

test('the parts of an aggregate error count', () => {
  const text = (part: string) =>
    JSON.stringify(describeValue(new AggregateError([new Error(part)], 'all failed')))
  expect(text('a')).not.toBe(text('b'))
})

const listWith = (fields: object) => Object.assign(['A-17', new Date(0)], fields)

test('the fields of a list beside its elements count, and come back', () => {
  const [match] = 'order A-17'.matchAll(/(?<id>A-\d+)/g)
  const restored = restoreValue(captureValue({ match }, 'a value')) as { match: RegExpMatchArray }
  expect([...restored.match]).toEqual([...match!])
  expect(restored.match.index).toBe(6)
  expect(restored.match.groups!['id']).toBe('A-17')
  const list = restoreValue(captureValue(listWith({ next: new Date(1) }), 'a value'))
  expect(list).toEqual(listWith({ next: new Date(1) }))
  expect(describeValue(listWith({ total: 1 }))).not.toEqual(describeValue(listWith({ total: 2 })))
  expect(describeValue(listWith({ total: () => 1 }))).not.toEqual(describeValue(listWith({})))
  expect(describeValue(['a'])).toEqual({ json: ['a'] })
})

test('a function is described by its name, a mock as any function', () => {
  const named = { now: () => 1, later: () => 2 }
  expect(describeValue([named.now]).json).toEqual(['[function now]'])
  expect(describeValue([named.now])).not.toEqual(describeValue([named.later]))
  expect(describeValue([() => 1]).json).toEqual(['[function]'])
  expect(describeValue([vi.fn(named.now)]).json).toEqual(['[function]'])
})

test('the content of a body counts where it was read', () => {
  const [one, two] = [new Blob(['yes']), new Blob(['not'])]
  const bodies = new Map<object, JsonValue>([
    [one, 'yes'],
    [two, 'not'],
  ])
  expect(describeValue([one], bodies)).not.toEqual(describeValue([two], bodies))
  expect(describeValue([one], bodies).json).toEqual([
    { '[Blob]': { size: 3, type: '', body: 'yes' } },
  ])
})

test('the fields of a list with holes are described, too', () => {
  // oxlint-disable-next-line no-sparse-arrays
  const list = (index: number) => Object.assign([, 1], { index })
  expect(describeValue(list(1))).not.toEqual(describeValue(list(2)))
})

test('a signal is told by its abort where that is looked at, but for a timeout', () => {
  const abort = (reason?: unknown) =>
    describeValue([AbortSignal.abort(reason)], undefined, { readsAborts: true }).json
  const live = [new AbortController().signal]
  expect(describeValue(live, undefined, { readsAborts: true }).json).toEqual(['[AbortSignal]'])
  expect(abort()).toEqual([{ '[AbortSignal]': { aborted: true } }])
  expect(abort('closed')).toEqual([{ '[AbortSignal]': { aborted: true, reason: 'closed' } }])
  expect(abort(new Error('a'))).not.toEqual(abort(new Error('b')))
  expect(abort(new DOMException('slow', 'TimeoutError'))).toEqual(['[AbortSignal]'])
  expect(describeValue([AbortSignal.abort()]).json).toEqual(['[AbortSignal]'])
})
