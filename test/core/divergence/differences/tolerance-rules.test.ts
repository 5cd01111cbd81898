import { expect, test } from 'vitest'
import {
  findRuleProblem,
  joinRules,
} from '../../../../src/core/divergence/differences/tolerance-rules.ts'

test.each<[string, unknown, string]>([
  ['no object', [], 'compare is not an object'],
  ['a misspelt field', { outputs: [] }, 'compare.outputs does not exist'],
  ['no list', { output: { path: '$', absolute: 1 } }, 'compare.output is not a list of rules'],
  ['actions that are a list', { actions: [] }, 'compare.actions is not an object'],
  ['no rule', { output: ['$.a'] }, 'compare.output[0] is not an object'],
  [
    'no path',
    { output: [{ absolute: 1 }] },
    'compare.output[0] has the path undefined, which is not a JSON path',
  ],
  [
    'a bad path',
    { output: [{ path: 'total', absolute: 1 }] },
    'compare.output[0] has the path "total", which is not a JSON path',
  ],
  [
    'nothing allowed',
    { output: [{ path: '$' }] },
    'compare.output[0] has no tolerance beside its path',
  ],
  [
    'two kinds',
    { output: [{ path: '$', absolute: 1, relative: 0.1 }] },
    'compare.output[0] mixes absolute and relative',
  ],
  [
    'a misspelt kind',
    { output: [{ path: '$', epsilon: 1 }] },
    'compare.output[0] has "epsilon", which does not exist',
  ],
  ['NaN', { output: [{ path: '$', absolute: NaN }] }, 'compare.output[0] has absolute NaN'],
  [
    'infinity',
    { output: [{ path: '$', withinMs: Infinity }] },
    'compare.output[0] has withinMs Infinity',
  ],
  [
    'a negative',
    { actions: { add: [{ path: '$', absolute: -1 }] } },
    'compare.actions.add[0] has absolute -1',
  ],
  ['text', { output: [{ path: '$', absolute: '1' }] }, 'compare.output[0] has absolute 1'],
  [
    'all',
    { output: [{ path: '$', relative: 1 }] },
    'compare.output[0] has relative 1, which would accept nearly any number',
  ],
  [
    'an unordered that is not',
    { output: [{ path: '$', unordered: false }] },
    'compare.output[0] has an "unordered" that is not true',
  ],
])('refuses %s', (_, compare, reason) => {
  const problem = findRuleProblem(compare)!
  expect(`${problem.field} ${problem.reason}`).toBe(reason)
  expect(problem.remedy).toMatch(/^(Write|Set|Did you mean) /)
})

test('takes what is right, and joins the rules of plugin and call', () => {
  const plugin = {
    output: [{ path: '$.a', absolute: 1 }],
    actions: { add: [{ path: '$', relative: 0.1 }] },
  }
  const call = { actions: { add: [{ path: '$.b', unordered: true as const }], sub: [] } }
  expect([findRuleProblem(plugin), findRuleProblem(call), findRuleProblem({})]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  const joined = joinRules(plugin, undefined, call)
  expect(joined.output).toEqual(plugin.output)
  expect(joined.actions.get('add')).toEqual([...plugin.actions.add, ...call.actions.add])
})
