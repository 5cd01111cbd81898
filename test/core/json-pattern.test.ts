import { expect, test } from 'vitest'
import { formatPath, matchesPath, parsePathPattern } from '../../src/core/json-pattern.ts'

test.each<[string, Array<string | number>, boolean]>([
  ['$', [], true],
  ['$', ['a'], false],
  ['$.a', ['a'], true],
  ['$.a', ['a', 'b'], false],
  ['$.a[*].b', ['a', 3, 'b'], true],
  ['$.a[*].b', ['a', 'x', 'b'], false],
  ['$.a.*.b', ['a', 'x', 'b'], true],
  ['$.a.*.b', ['a', 3, 'b'], false],
  ['$.a[0]', ['a', 0], true],
  ['$.a[0]', ['a', 1], false],
  ['$.a[0]', ['a', '0'], false],
  ['$["odd key"][*]', ['odd key', 7], true],
  ['$["a.b"]', ['a', 'b'], false],
  ['$["a\\"]b"]', ['a"]b'], true],
  ['$["*"]', ['x'], false],
  ['$["__proto__"]', ['__proto__'], true],
])('%s names %j: %j', (text, path, matches) => {
  expect(matchesPath(parsePathPattern(text)!, path)).toBe(matches)
})

test.each([
  '',
  'a',
  '.a',
  '$a',
  '$.',
  '$..a',
  '$.a[',
  '$.a[x]',
  '$.a[-1]',
  '$.a[01]',
  '$.a b',
  '$["a]',
  '$["\\q"]',
])('%j is no path', (text) => {
  expect(parsePathPattern(text)).toBeUndefined()
})

test.each([['$'], ['$.items[0].price'], ['$["odd key"][2]["a\\"b"]']])(
  '%s is printed as it was read',
  (text) => {
    expect(formatPath(parsePathPattern(text) as string[])).toBe(text)
  },
)
