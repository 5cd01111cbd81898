import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readMatchRules } from '../../../src/core/matching/match-options.ts'
import { createRuleSet } from '../../../src/core/matching/match-rules.ts'
import { suggestRules } from '../../../src/node/learn/suggest-rules.ts'

function suggest(first: JsonValue | undefined, second: JsonValue | undefined, path = '$.a') {
  return suggestRules([
    { action: 'chat', type: 'llm', source: null, path, first, second, renamed: false },
  ])
}

test.each<[string, JsonValue | undefined, JsonValue | undefined, string]>([
  ['a number in a text', 'Worker 123 asks', 'Worker 456 asks', 'Worker\\s+\\d+'],
  ['hex after a name', 'trace=af01 x', 'trace=77bc x', 'trace=[\\da-f]+'],
  ['two words', 'pid 12 at 99', 'pid 34 at 88', 'pid\\s+\\d+ at\\s+\\d+'],
  ['what a pattern would mean otherwise', 'a/b?c=1 x', 'a/b?c=2 x', 'a\\/b\\?c=\\d+'],
  ['a whole value', 'abc', 'xyz', 'ignored'],
  ['a number', 1, 2, 'ignored'],
  ['a field that comes and goes', undefined, 2, 'ignored'],
  ['other words', 'it is fine', 'it rains a lot', 'ignored'],
])('for %s', (_name, first, second, expected) => {
  const { ignore, normalize } = suggest(first, second)
  const said =
    ignore.length > 0 ? 'ignored' : normalize.map(({ pattern }) => pattern.source).join(' ')
  expect(said).toBe(expected)

  // A suggested rule covers the difference that it was suggested for.
  const rules = createRuleSet(readMatchRules({ ignore, normalize }, 'call'))
  const reduce = (a: JsonValue | undefined) =>
    rules.request('chat', {
      method: 'POST',
      url: '',
      headers: [],
      body: a === undefined ? {} : { a },
    }).body
  expect(reduce(first)).toEqual(reduce(second))
})

test('arguments and outputs are named with their action', () => {
  const { ignore } = suggestRules([
    {
      action: 'lookUp',
      type: 'tool',
      source: null,
      path: '$[0].x',
      first: 1,
      second: 2,
      renamed: false,
    },
    {
      action: 'final output',
      type: 'output',
      source: null,
      path: 'output.x',
      first: 1,
      second: 2,
      renamed: false,
    },
  ])
  expect(ignore).toEqual([
    { path: '$[0].x', action: 'lookUp' },
    { path: 'output.x', action: 'final output' },
  ])
})
