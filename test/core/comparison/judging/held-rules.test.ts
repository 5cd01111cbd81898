import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../../src/core/cassette/schema.ts'
import { addedRules, sharedRules } from '../../../../src/core/comparison/judging/held-rules.ts'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import type { JsonValue } from '../../../../src/core/json.ts'
import { readMatchRules } from '../../../../src/core/matching/match-options.ts'
import type { CompareOptions } from '../../../../src/core/options/compare-schema.ts'
import type { MatchOptions } from '../../../../src/core/options/match-schema.ts'
import type { StoredRules } from '../../../../src/core/stored-rules.ts'
import { buildCassette, modelCall, toolCall } from '../../cassette/build-cassette.ts'
import { runOf } from '../build-release.ts'

interface Rules {
  match?: MatchOptions
  compare?: CompareOptions
}

const NAME = 'GET prices.test/quote'

function quote(index: number, answer: JsonValue): RecordedAction {
  const { llm: _llm, request: _request, response, ...call } = modelCall(index, {}, answer)
  return {
    ...call,
    type: 'http',
    name: NAME,
    request: { method: 'GET', url: 'https://prices.test/quote', headers: [] },
    response: response!,
  }
}

function recorded(at: number, answer: JsonValue, rules: Rules, more: RecordedAction[] = []) {
  const cassette = buildCassette([quote(0, answer), ...more], { output: { json: 'asked' } })
  cassette.header.recordedAt = `2026-11-0${at}T00:00:00.000Z`
  const { match, compare } = rules
  if (match || compare)
    cassette.header.rules = {
      match: match ? readMatchRules(match, 'call') : [],
      compare: { output: compare?.output ?? [], actions: compare?.actions ?? {} },
    }
  return cassette
}

function compare(base: Cassette, head: Cassette) {
  const { run } = compareRun({ base: runOf(base), head: runOf(head), renamed: false })
  return { verdict: run.verdict, codes: run.reasonCodes.map(({ code }) => code) }
}

const pair = (
  answers: [JsonValue, JsonValue],
  rules: Rules,
  ofBase = rules,
  more: [RecordedAction[], RecordedAction[]] = [[], []],
) => compare(recorded(1, answers[0], ofBase, more[0]), recorded(2, answers[1], rules, more[1]))

const ONE = { price: 10, took: 3, stock: ['a', 'b'] }
const ignoreTook: Rules = { match: { ignore: [{ path: 'output.took', action: 'GET prices*' }] } }

test('a place of an answer that a rule ignores differs in no comparison', () => {
  const other = { ...ONE, took: 9 }
  expect(pair([ONE, other], {})).toEqual({
    verdict: 'identical',
    codes: ['same_behaviour', 'other_answer'],
  })
  expect(pair([ONE, other], ignoreTook)).toEqual({
    verdict: 'identical',
    codes: ['same_behaviour'],
  })
  // Of what differs elsewhere, a word is said as before.
  expect(pair([ONE, { ...other, price: 12 }], ignoreTook).codes).toContain('other_answer')
  const elsewhere: Rules = { match: { ignore: [{ path: 'output.took', action: 'GET shops*' }] } }
  expect(pair([ONE, other], elsewhere).codes).toContain('other_answer')
})

test('a tolerance holds for the answers of the service that it names', () => {
  const rules: Rules = {
    compare: {
      actions: {
        [NAME]: [
          { path: '$.price', relative: 0.1 },
          { path: '$.stock', unordered: true },
        ],
      },
    },
  }
  const near = { ...ONE, price: 10.5, stock: ['b', 'a'] }
  expect(pair([ONE, near], rules)).toEqual({ verdict: 'identical', codes: ['same_behaviour'] })
  expect(pair([ONE, { ...near, price: 12 }], rules).codes).toContain('other_answer')
})

test('rules hold for requests, tools and final outputs as they do in a replay', () => {
  const asked = (worker: string) =>
    modelCall(1, { model: 'gpt-4o', metadata: { worker }, messages: [] }, { choices: [] })
  const tool = (total: number) => toolCall(2, { outputs: { json: { total } } })
  const more: [RecordedAction[], RecordedAction[]] = [
    [asked('w1'), tool(12)],
    [asked('w2'), tool(12.001)],
  ]
  const rules: Rules = {
    match: { ignore: ['$.metadata.worker'] },
    compare: { actions: { lookup: [{ path: '$.total', absolute: 0.01 }] } },
  }
  expect(pair([ONE, ONE], {}, {}, more).verdict).toBe('changed')
  expect(pair([ONE, ONE], rules, rules, more)).toEqual({
    verdict: 'identical',
    codes: ['same_behaviour'],
  })
})

test('a rule that the base does not have is named where it made the difference, and not where it did not', () => {
  const asked = (worker: string) =>
    modelCall(1, { model: 'gpt-4o', metadata: { worker }, messages: [] }, { choices: [] })
  const rules: Rules = { match: { ignore: ['$.metadata.worker'] } }
  expect(pair([ONE, ONE], rules, {}, [[asked('w1')], [asked('w2')]])).toEqual({
    verdict: 'equivalent',
    codes: ['new_rule', 'same_behaviour'],
  })
  expect(pair([ONE, { ...ONE, took: 4 }], rules, {}).codes).not.toContain('new_rule')
  // A rule that the head has given up holds no longer.
  expect(pair([ONE, ONE], {}, rules, [[asked('w1')], [asked('w2')]]).verdict).toBe('changed')
})

test('a value of an ignored place that the agent goes on with is carried as before', () => {
  const post = (index: number, ts: string): RecordedAction => {
    const call = quote(index, { ok: true })
    return {
      ...call,
      name: 'POST chat.test/react',
      request: {
        method: 'POST',
        url: 'https://chat.test/react',
        headers: [],
        body: { json: { ts } },
      },
    }
  }
  const rules: Rules = { match: { ignore: [{ path: 'output.ts' }] } }
  const [one, two] = ['1764000000.000100', '1764000500.000900']
  const more: [RecordedAction[], RecordedAction[]] = [[post(1, one)], [post(2, two)]]
  expect(pair([{ ts: one }, { ts: two }], rules, rules, more).verdict).not.toBe('changed')
})

test('a tolerance for an action named "output" is no tolerance for the final output', () => {
  const tolerance = [{ path: '$.x', absolute: 1 }]
  const ofEnd: StoredRules = { match: [], compare: { output: tolerance, actions: {} } }
  const ofAction: StoredRules = {
    match: [],
    compare: { output: [], actions: { output: tolerance } },
  }
  expect(addedRules(ofEnd, ofAction)).toEqual(['compare output $.x absolute 1'])
  expect(sharedRules(ofEnd, ofAction).compare).toEqual({ output: [], actions: { output: [] } })
  expect(addedRules(ofAction, ofAction)).toEqual([])
  expect(sharedRules(ofAction, ofAction)).toEqual(ofAction)
})

test("the ids of a model's tool calls differ in no comparison, under a tolerance either", () => {
  const rules: Rules = {
    compare: { actions: { 'chat gpt-4o': [{ path: '$.toolCalls', unordered: true }] } },
  }
  const asked = (ids: [string, string], names: [string, string]) =>
    modelCall(
      1,
      { model: 'gpt-4o', messages: [] },
      {
        choices: [
          {
            message: {
              tool_calls: ids.map((id, at) => ({
                id,
                type: 'function',
                function: { name: names[at]!, arguments: '{}' },
              })),
            },
          },
        ],
      },
    )
  const before = asked(['call_a', 'call_b'], ['find', 'price'])
  const now = asked(['call_c', 'call_d'], ['price', 'find'])
  expect(pair([ONE, ONE], rules, rules, [[before], [now]])).toEqual({
    verdict: 'identical',
    codes: ['same_behaviour'],
  })
})
