import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { callMatchable } from '../../../src/core/matching/asked-of.ts'
import { readMatchRules } from '../../../src/core/matching/match-options.ts'
import { createRuleSet } from '../../../src/core/matching/match-rules.ts'
import type { Player } from '../../../src/worker/pass/player.ts'
import { openPlayer } from './open-pass.ts'

function toolCalls(inputs: JsonValue[], parents: Array<number | null> = []): RecordedAction[] {
  return inputs.map((json, index) => ({
    kind: 'action',
    index,
    type: 'tool',
    name: 'find',
    parent: parents[index] ?? null,
    start: index,
    duration: 1,
    outcome: 'success',
    inputs: { json },
    outputs: { json: `answer ${index}` },
  }))
}

function ask(player: Player, inputs: JsonValue, asker = 0) {
  const sent = callMatchable('tool find', inputs)
  const asked = player.read('find', 'tool find', sent)
  return player.answer(asked, { asker, body: sent.body })
}

test('equal calls get their answers in the recorded order', () => {
  const recorded = toolCalls([['a'], ['b'], ['a']])
  const player = openPlayer(recorded)
  const answers = [ask(player, ['a']), ask(player, ['a']), ask(player, ['b'])]
  expect(answers.map(({ decision }) => decision.kind)).toEqual(['equal', 'equal', 'equal'])
  expect(answers.map(({ decision }) => 'recorded' in decision && decision.recorded)).toEqual([
    recorded[0],
    recorded[2],
    recorded[1],
  ])
  expect(player.unserved()).toEqual([])
})

test('a call that differs gets a mismatched answer, which is never taken for an equal one', () => {
  const [recorded] = toolCalls([['Paris', 3]])
  const { decision, reclaimedFrom } = ask(openPlayer([recorded!]), ['Paris', 4])
  expect(decision).toMatchObject({ kind: 'mismatched', recorded })
  expect(reclaimedFrom).toBeNull()
})

test('where only equal answers count, the nearest one is named and not served', () => {
  const [recorded] = toolCalls([['Paris', 3]])
  const player = openPlayer([recorded!], { exactOnly: true })
  expect(ask(player, ['Paris', 4]).decision).toMatchObject({
    kind: 'blocked',
    cause: 'unrecorded',
    nearest: recorded,
  })
  expect(player.unserved()).toEqual([0])
})

test('a call beyond the recorded ones is blocked, next to the one it resembles', () => {
  const recorded = toolCalls([['Paris', 3]])
  const player = openPlayer(recorded)
  ask(player, ['Paris', 3])
  expect(ask(player, ['Paris', 4], 1).decision).toMatchObject({
    kind: 'blocked',
    cause: 'unrecorded',
    nearest: recorded[0],
  })
})

test('an operation that was never recorded has no nearest action', () => {
  const player = openPlayer(toolCalls([['a']]))
  const asked = player.read('drop', 'tool drop', callMatchable('tool drop', ['a']))
  expect(player.answer(asked, { asker: 0, body: ['a'] }).decision).toMatchObject({
    kind: 'blocked',
    cause: 'unrecorded',
    nearest: null,
  })
})

test('an equal call reclaims its answer from the earlier one that it was served to', () => {
  const player = openPlayer(toolCalls([['a']]))
  expect(ask(player, ['b'], 0).decision.kind).toBe('mismatched')
  const later = ask(player, ['a'], 1)
  expect(later.decision.kind).toBe('equal')
  expect(later.reclaimedFrom).toBe(0)
})

test('a value that both runs generated makes a volatile answer, with its id in the form of the replay', () => {
  const [first, second] = [
    '4f9c2a10-6f0e-4d0b-9a51-0c6f2f6d1b7e',
    'b7d0e6a4-1c39-4a55-8f6e-52d3a9c0e811',
  ]
  const [recorded] = toolCalls([{ id: first }])
  recorded!.outputs = { json: `order ${first}` }
  const { decision } = ask(openPlayer([recorded!]), { id: second })
  expect(decision).toMatchObject({
    kind: 'volatile',
    values: [{ recorded: first, replayed: second }],
    answer: { outputs: { json: `order ${second}` } },
  })
  expect(recorded!.outputs.json).toBe(`order ${first}`)
})

test('a match rule reduces both sides, and the decision has the reduced request', () => {
  const rules = createRuleSet(readMatchRules({ ignore: ['$.at'] }, 'call'))
  const player = openPlayer(toolCalls([{ q: 'a', at: 'Monday' }]), { rules })
  const { decision } = ask(player, { q: 'a', at: 'Tuesday' })
  expect(decision.kind).toBe('equal')
  expect(JSON.stringify(decision.asked)).not.toContain('Tuesday')
})

test('the recorded text is answered without being parsed, another one is not', () => {
  const request = { method: 'POST', url: 'https://api.test/v1', headers: [] }
  const [recorded] = toolCalls([null])
  delete recorded!.inputs
  recorded!.request = { ...request, body: { json: { a: 1 } } }
  const operation = 'POST https://api.test/v1'
  const text = (body: string) => ({ ...request, text: body })
  const player = openPlayer([recorded!])
  expect(player.answerNext(operation, text('{"a":2}'))).toBeNull()
  expect(player.answerNext(operation, text('{"a":1}'))).toMatchObject({
    kind: 'equal',
    asked: null,
    recorded,
  })
  expect(player.answerNext(operation, text('{"a":1}'))).toBeNull()
  // Where requests are kept for a comparison, all of them are parsed.
  const keeping = openPlayer([recorded!], { keepsRequests: true })
  expect(keeping.answerNext(operation, text('{"a":1}'))).toBeNull()
})

test('what happened within a served action takes no part in the replay', () => {
  const player = openPlayer(toolCalls([['a'], ['b'], ['c'], ['d']], [null, 0, 1, null]))
  player.skipChildren(0)
  expect(player.recordedSides().map(({ index }) => index)).toEqual([0, 3])
  expect(player.unserved()).toEqual([0, 3])
})
