import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readMatchRules } from '../../../src/core/matching/match-options.ts'
import type { MatchRules } from '../../../src/core/options/match-schema.ts'
import { createRuleSet } from '../../../src/core/matching/match-rules.ts'
import type { Matchable } from '../../../src/core/matching/matchable.ts'

const request = (body: JsonValue): Matchable => ({
  method: 'POST',
  url: 'https://api/orders/order-17?trace=8',
  headers: [
    ['x-trace', 'abc'],
    ['x-tenant', 'order-17'],
  ],
  body,
})

function apply(rules: MatchRules, body: JsonValue, name = 'lookUp') {
  const set = createRuleSet(readMatchRules(rules, 'call'))
  const changed = set.request(name, request(body))
  return { ...changed, uses: set.uses().map(({ uses }) => uses) }
}

const bodies: Array<[string, MatchRules, JsonValue, JsonValue]> = [
  ['a field', { ignore: ['$.a.b'] }, { a: { b: 1, c: 2 } }, { a: { c: 2 } }],
  [
    'a field of each element',
    { ignore: ['$.m[*].n'] },
    { m: [{ n: 1 }, { n: 2, x: 3 }] },
    { m: [{}, { x: 3 }] },
  ],
  [
    'each field',
    { ignore: ['$.m.*.n'] },
    { m: { a: { n: 1 }, b: { n: 2 } } },
    { m: { a: {}, b: {} } },
  ],
  ['an element, which leaves its place', { ignore: ['$.m[0]'] }, { m: [1, 2] }, { m: [null, 2] }],
  ['a quoted field', { ignore: ['$["odd name"]'] }, { 'odd name': 1, x: 2 }, { x: 2 }],
  [
    'a pattern, in every text',
    { normalize: [{ pattern: /order-\d+/, as: 'order-N' }] },
    { a: ['order-17 and order-18'] },
    { a: ['order-N and order-N'] },
  ],
  [
    'a pattern at a path',
    { normalize: [{ path: '$.a', pattern: /\d+/ }] },
    { a: 'x 1', b: 'x 1' },
    { a: 'x normalized', b: 'x 1' },
  ],
  [
    'a text, not as a pattern',
    { normalize: [{ pattern: 'a.c', as: '$1' }] },
    ['a.c', 'abc'],
    ['$1', 'abc'],
  ],
  ['a number', { normalize: [{ path: '$.n', pattern: /^\d+$/, as: 'N' }] }, { n: 12 }, { n: 'N' }],
  ['trim', { normalize: [{ path: '$.a', with: 'trim' }] }, { a: ' x ' }, { a: 'x' }],
  ['lowercase', { normalize: [{ path: '$.a', with: 'lowercase' }] }, { a: 'X' }, { a: 'x' }],
  [
    'whitespace',
    { normalize: [{ path: '$.a', with: 'whitespace' }] },
    { a: 'x \n y' },
    { a: 'x y' },
  ],
  [
    'sort',
    { normalize: [{ path: '$.a', with: 'sort' }] },
    { a: [{ b: 2, a: 1 }, 'b', 'a'] },
    { a: ['a', 'b', { b: 2, a: 1 }] },
  ],
  [
    'sort-lines',
    { normalize: [{ path: '$.a', with: 'sort-lines' }] },
    { a: 'b\na' },
    { a: 'a\nb' },
  ],
  [
    'round',
    { normalize: [{ path: '$.a[*]', with: 'round' }] },
    { a: [0.12345678, 7] },
    { a: [0.123457, 7] },
  ],
  ['json', { normalize: [{ path: '$.a', with: 'json' }] }, { a: '{"b": [1]}' }, { a: { b: [1] } }],
]

test.each(bodies)('%s', (_name, rules, before, after) => {
  const { body, uses } = apply(rules, before)
  expect(body).toEqual(after)
  expect(uses).toEqual([1])
  expect(apply(rules, 'nothing of it').uses).toEqual(
    rules.normalize?.[0]?.path === undefined &&
      String(rules.normalize?.[0]?.pattern) === '/order-\\d+/'
      ? [1]
      : [0],
  )
})

test('what does not change keeps its identity, and counts as no use', () => {
  const body = { a: [{ b: 1 }] }
  const changed = apply(
    { ignore: ['$.a[*].x', '$.b.c'], normalize: [{ path: '$.a', with: 'sort' }] },
    body,
  )
  expect(changed.body).toBe(body)
  expect(changed.uses).toEqual([0, 0, 0])
})

test('headers and the url', () => {
  const changed = apply(
    {
      ignore: ['headers.X-Trace'],
      normalize: [{ path: 'url', pattern: /trace=\w+/, as: 'trace' }],
    },
    null,
  )
  expect(changed.headers).toEqual([['x-tenant', 'order-17']])
  expect(changed.url).toBe('https://api/orders/order-17?trace')
})

test.each<[string, RegExp | string, boolean]>([
  ['lookUp', 'lookUp', true],
  ['lookUp', 'look', false],
  ['lookUp', 'look*', true],
  ['chat gpt-4o', 'chat *', true],
  ['look.p', 'look?p', false],
  ['lookUp', /^look/i, true],
])('of %s: a rule for %s', (name, action, holds) => {
  const { body } = apply({ ignore: [{ path: '$.a', action }] }, { a: 1 }, name)
  expect(body).toEqual(holds ? {} : { a: 1 })
})

test('outputs have rules of their own', () => {
  const set = createRuleSet(readMatchRules({ ignore: ['output.at', '$.at'] }, 'call'))
  expect(set.output('final output', { at: 1, x: 2 })).toEqual({ x: 2 })
  expect(set.request('a', request({ at: 1 })).body).toEqual({})
})

test.each<[MatchRules, string]>([
  [{ ignore: ['a.b'] }, '"match.ignore[0]" is no path: it does not begin with "$"'],
  [{ ignore: ['$..b'] }, '".." is not understood'],
  [{ ignore: ['$.a['] }, '"[" is no step'],
  [{ ignore: ['$.a[-1]'] }, '"[-1]" is no step'],
  [{ ignore: ['url'] }, 'is the whole url'],
  [{ ignore: '$.a' as never }, '"match.ignore" is no list'],
  [{ ignore: [{ path: '$.a', with: 'trim' } as never] }, '"match.ignore[0].with" does not exist'],
  [{ normalize: [{ path: '$.a' }] }, 'needs a pattern or a "with"'],
  [{ normalize: [{ path: '$.a', pattern: /a/, with: 'trim' }] }, 'and not both'],
  [{ normalize: [{ path: '$.a', with: 'upper' as never }] }, 'It is one of trim, lowercase'],
  [{ normalize: [{ with: 'trim' }] }, 'names no path'],
  [{ normalize: [{ pattern: '' }] }, 'is no pattern'],
  [{ normalize: [{ pattern: /a/, action: '' }] }, '"match.normalize[0].action" is no name'],
  [{ normalize: [/a/ as never] }, 'needs a pattern'],
])('refused: %o', (rules, message) => {
  expect(() => readMatchRules(rules, 'call')).toThrowError(message)
})

test('rules travel as data', () => {
  const rules = readMatchRules(
    { ignore: [{ path: '$.a', action: /look/i }], normalize: [{ pattern: /x\/y/giu, as: 'z' }] },
    'agent',
  )
  expect(structuredClone(rules)).toEqual(rules)
  expect(rules.map(({ label }) => label)).toEqual(['ignore $.a of /look/i', 'normalize /x\\/y/giu'])
})
