import { describe, expect, test } from 'vitest'
import type { PolicyEffect } from '../../../src/core/options/policy-effects.ts'
import type { PolicyOptions } from '../../../src/core/options/policy-schema.ts'
import { liftOptions, liftReplay } from '../../../src/core/policy/lift-options.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import {
  EFFECTS_OF_KIND,
  POLICY_KINDS,
  renderRule,
  type PolicyKind,
} from '../../../src/core/policy/policy-rule.ts'
import { findPolicyProblem, readPolicy } from '../../../src/core/policy/read-policy.ts'
import { requestNames } from '../../../src/core/policy/request-names.ts'

const policyOf = (plugin: PolicyOptions, call: PolicyOptions = {}) =>
  new Policy([...readPolicy(plugin, 'plugin'), ...readPolicy(call, 'call')])

test.each<[rules: PolicyOptions, kind: PolicyKind, name: string, effect: PolicyEffect | undefined]>(
  [
    [{ 'tool refund': 'refuse' }, 'tool', 'refund', 'refuse'],
    [{ 'tool refund': 'refuse' }, 'tool', 'refund_all', undefined],
    [{ 'tool refund': 'refuse' }, 'step', 'refund', undefined],
    [{ 'tool delete*': 'refuse' }, 'tool', 'delete', 'refuse'],
    [{ 'tool delete*': 'refuse' }, 'tool', 'undelete', undefined],
    [{ 'tool *': 'refuse', 'tool find*': 'execute' }, 'tool', 'findOrder', 'execute'],
    [{ 'tool find*': 'execute', 'tool *': 'refuse' }, 'tool', 'findOrder', 'execute'],
    [{ 'tool find*': 'execute', 'tool *Order': 'refuse' }, 'tool', 'findOrder', 'refuse'],
    [{ 'tool *find': 'execute', 'tool find*': 'refuse' }, 'tool', 'find', 'refuse'],
    [{ 'process git *': 'execute' }, 'process', 'git status --short', 'execute'],
    [{ 'process git *': 'execute' }, 'process', 'gitk', undefined],
    [{ 'tcp db:5432': 'pass' }, 'tcp', 'db:5432', 'pass'],
    [{ 'tool a.c': 'refuse' }, 'tool', 'abc', undefined],
    [{ ' tool   two words ': 'refuse' }, 'tool', 'two words', 'refuse'],
    [{ 'tool a*c': 'refuse' }, 'tool', 'a\nb\nc', 'refuse'],
  ],
)('%j on %s "%s" is %s', (rules, kind, name, effect) => {
  expect(policyOf(rules).find(kind, [name])?.effect).toBe(effect)
})

test('of two rules that are equally long the later one decides, and so the call over the plugin', () => {
  const policy = policyOf({ 'tool a*': 'execute' }, { 'tool a*': 'serve' })
  expect(policy.find('tool', ['ab'])).toMatchObject({ effect: 'serve', origin: 'call' })
})

test('a rule that names everything leaves the built-in ones in force, one that names more does not', () => {
  const builtIn = {
    kind: 'http',
    pattern: 'POST */v1/traces',
    effect: 'drop',
    origin: 'built-in',
  } as const
  const names = ['POST http://localhost:4318/v1/traces']
  const withRule = (rules: PolicyOptions) => new Policy([builtIn, ...readPolicy(rules, 'plugin')])
  expect(withRule({ 'http *': 'execute' }).find('http', names)?.effect).toBe('drop')
  expect(withRule({ 'http *localhost*': 'pass' }).find('http', names)?.effect).toBe('pass')
  expect(withRule({ 'http POST */v1/traces': 'serve' }).find('http', names)?.effect).toBe('serve')
})

describe('an http rule means a request', () => {
  const names = requestNames('post', 'https://api.test:8443/v1/orders?id=1')
  test.each([
    ['POST https://api.test:8443/v1/orders?id=1', true],
    ['POST https://api.test:8443/v1/orders', true],
    ['https://api.test:8443/v1/*', true],
    ['POST https://api.test:8443/v1*', true],
    ['POST api.test:8443/v1/orders', true],
    ['*/v1/orders', true],
    ['api.test:8443', true],
    ['api.test', true],
    ['GET *', false],
    ['https://api.test/v1/*', false],
    ['*/v1', false],
    ['api', false],
  ])('by %s: %s', (pattern, matches) => {
    expect(policyOf({ [`http ${pattern}`]: 'pass' }).find('http', names) !== null).toBe(matches)
  })
})

describe('the older options', () => {
  const lifted = new Policy(
    liftOptions({
      passthrough: ['http://localhost:6333/', 'tcp://db:5432', '*.internal/*'],
      live: ['llm', 'refund'],
    }),
  )
  test.each<[PolicyKind, string, PolicyEffect | undefined]>([
    ['http', 'http://localhost:6333/collections', 'pass'],
    ['http', 'http://localhost:6334/', undefined],
    ['tcp', 'tcp://db:5432', 'pass'],
    ['http', 'https://a.internal/x', 'pass'],
    ['tcp', 'tcp://a.internal/', 'pass'],
    ['llm', 'chat gpt-4.1', 'execute'],
    ['tool', 'refund', 'execute'],
    ['step', 'refund', 'execute'],
    ['http', 'GET api.test/', undefined],
    ['tool', 'find', undefined],
  ])('make of %s %s: %s', (kind, name, effect) => {
    expect(lifted.find(kind, [name])?.effect).toBe(effect)
  })

  test('of a function are as long as its name', () => {
    const own = liftReplay('tool', 'refund', 'execute')
    expect(liftReplay('tool', 'refund', 'serve')).toBeUndefined()
    const find = (rules: PolicyOptions) => policyOf(rules).find('tool', ['refund'], own)?.effect
    expect(find({})).toBe('execute')
    expect(find({ 'tool *': 'serve' })).toBe('execute')
    expect(find({ 'tool refund': 'serve' })).toBe('serve')
  })
})

test('an approval is answered by its rule', () => {
  const policy = policyOf(
    { 'approval *': 'serve' },
    { 'approval refund': { answer: { approved: false } } },
  )
  expect(policy.find('approval', ['refund'])).toMatchObject({
    effect: 'answer',
    answer: { approved: false },
  })
  expect(policy.find('approval', ['transfer'])?.effect).toBe('serve')
  expect(renderRule(policy.find('approval', ['refund'])!)).toBe(
    "policy: { 'approval refund': { answer: ... } }",
  )
})

test.each([
  [{ 'tool refund': 'serve' }, undefined],
  [{ 'approval refund': { answer: false } }, undefined],
  [{ 'approval refund': {} }, "has no answer. Give one, such as { answer: 'reject' }"],
  [
    { 'tool refund': { answer: 1 } },
    'has an answer, and only an approval is answered by its rule, not "tool". Use "serve"',
  ],
  [undefined, undefined],
  [
    { 'tol refund': 'serve' },
    'begins with "tol", which is not a kind. Did you mean "tool refund"?',
  ],
  [{ refund: 'serve' }, 'begins with "refund", which is not a kind. Write a kind and a name'],
  [{ tool: 'serve' }, 'has no name after the kind. Add a name, or "tool *" for all'],
  [{ 'tcp db:5432': 'serve' }, 'the effect "serve", which "tcp" cannot have. Use "pass", "refuse"'],
  [{ 'llm *': 'pass' }, 'by its address'],
  [{ 'worker *': 'drop' }, 'which "worker" cannot have'],
])('%j is a problem: %s', (policy, problem) => {
  const found = findPolicyProblem(policy)
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(`${found?.reason}. ${found?.remedy}`).toContain(problem)
})

test('every kind has an effect that allows and one that refuses', () => {
  for (const kind of POLICY_KINDS) {
    expect(EFFECTS_OF_KIND[kind]).toContain('refuse')
    expect(EFFECTS_OF_KIND[kind].length).toBeGreaterThan(1)
  }
})

test('a rule is rendered as it is written', () => {
  expect(renderRule({ kind: 'process', pattern: "git 'x'", effect: 'execute' })).toBe(
    "policy: { 'process git \\'x\\'': 'execute' }",
  )
})
