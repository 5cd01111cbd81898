import { describe, expect, test } from 'vitest'
import { shortHash } from '../../../src/core/cassette/cassette-path.ts'
import type { Cassette } from '../../../src/core/cassette/schema.ts'
import { compareRun } from '../../../src/core/comparison/compare-run.ts'
import { describeRun } from '../../../src/core/words/comparison/describe-comparison.ts'
import { runsOfCassettes } from '../../../src/core/comparison/runs/from-cassette.ts'
import { mergeRuns } from '../../../src/core/comparison/runs/merge-runs.ts'
import { RunComparisonSchema } from '../../../src/core/report/comparison-schema.ts'
import { replayOf } from './build-replay.ts'
import { conversation, runOf } from './build-release.ts'

const LATER = { recordedAt: '2026-11-02T00:00:00.000Z' }

function compare(base: Cassette, head: Cassette) {
  const { run: facts, unreplayed } = compareRun({
    base: runOf(base),
    head: runOf(head),
    renamed: false,
  })
  const run = describeRun(facts)
  RunComparisonSchema.parse(run)
  return { ...run, unreplayed }
}

test('the same recording on both sides, without a replay, is marked so', () => {
  expect(compare(conversation(), conversation())).toMatchObject({
    verdict: 'identical',
    evidence: null,
    unreplayed: true,
    reasons: ['the same recording; nothing was replayed'],
  })
})

test('recorded anew and the same', () => {
  expect(compare(conversation(), conversation(LATER))).toMatchObject({
    verdict: 'identical',
    evidence: 'recording',
    basis: '1 recording against 1 recording',
    unreplayed: false,
    divergences: [],
  })
})

test('a take that was recorded anew is not hidden by a first one that was not', () => {
  const path = replayOf(conversation()).identity.cassette
  const takes = (second: Cassette) =>
    runsOfCassettes([
      { path, cassette: conversation() },
      { path: path.replace('.cassette', '.take-2.cassette'), cassette: second },
    ])
  const later = { recordedAt: '2026-11-01T00:01:00.000Z' }
  const [base] = takes(conversation(later))
  const told = (second: Cassette) => {
    const [head] = mergeRuns([...takes(second), replayOf(conversation())])
    return describeRun(compareRun({ base: base!, head: head!, renamed: false }).run)
  }
  expect(told(conversation(later))).toMatchObject({ verdict: 'identical', evidence: 'replay' })
  expect(told(conversation({ ...LATER, orderId: 'B-99', total: 13 }))).toMatchObject({
    verdict: 'changed',
    evidence: 'takes',
    reasons: ['1 take of the head does what no take of the base does', expect.any(String)],
  })
})

test('a cassette that was edited by hand is another recording', () => {
  const run = compare(conversation(), conversation({ total: 13 }))
  expect(run).toMatchObject({ verdict: 'changed', evidence: 'recording' })
})

test('other ids in the answers, and where they are sent back, are the same', () => {
  const run = compare(conversation(), conversation({ ...LATER, callId: 'call_Zr8mK3pQwT5yB7uX' }))
  expect(run).toMatchObject({ verdict: 'equivalent', divergences: [], tools: null })
})

describe('the first cause', () => {
  const firstCauses = (head: Parameters<typeof conversation>[0], base = {}) => {
    const { divergences, verdict } = compare(
      conversation(base),
      conversation({ ...LATER, ...head }),
    )
    return {
      verdict,
      causes: divergences
        .filter(({ firstCause }) => firstCause)
        .map(({ cause, index }) => [index, cause]),
    }
  }
  const answer = 'We have refunded your order, and we are sorry.'

  test('is the system prompt, whatever the model answers to it', () => {
    expect(firstCauses({ system: 'You refund what is broken.', answer })).toEqual({
      verdict: 'equivalent',
      causes: [[0, 'system_prompt']],
    })
  })
  test('is the system prompt when the model then calls the tool otherwise', () => {
    const head = { system: 'You refund what is broken.', orderId: 'A-71', total: 14, answer }
    expect(firstCauses(head)).toEqual({ verdict: 'changed', causes: [[0, 'system_prompt']] })
  })
  test('is the tool schema', () => {
    const tools = [{ type: 'function', function: { name: 'lookup', parameters: {} } }]
    expect(firstCauses({ tools, answer })).toEqual({
      verdict: 'changed',
      causes: [[0, 'tool_schema']],
    })
  })
  test('is the model', () => {
    expect(firstCauses({ model: 'gpt-5', answer })).toEqual({
      verdict: 'changed',
      causes: [[0, 'model_parameters']],
    })
  })
  test('is a resource, where what changed has its hash', () => {
    const hash = (prompt: string) => ({ prompt: shortHash(JSON.stringify(prompt)) })
    const [before, now] = ['You refund broken orders.', 'You refund what is broken.']
    const base = { system: before, resources: hash(before) }
    expect(firstCauses({ system: now, resources: hash(now), answer }, base)).toEqual({
      verdict: 'equivalent',
      causes: [[0, 'resource']],
    })
    // Another text, with a hash that nothing in the request has.
    expect(firstCauses({ system: now, resources: hash('a template'), answer }, base)).toEqual({
      verdict: 'equivalent',
      causes: [[0, 'resource']],
    })
    const unknown = { system: before, resources: hash('a template') }
    expect(firstCauses({ system: now, resources: hash('another one'), answer }, unknown)).toEqual({
      verdict: 'equivalent',
      causes: [[0, 'system_prompt']],
    })
  })
  test('is what a tool returned', () => {
    expect(firstCauses({ total: 15 })).toEqual({ verdict: 'changed', causes: [[1, 'tool_result']] })
  })
  test('is the model, where nothing before it changed', () => {
    expect(firstCauses({ orderId: 'A-71' })).toEqual({
      verdict: 'changed',
      causes: [[0, 'model_output']],
    })
  })
  test('is the wording of the last answer, which no request shows', () => {
    expect(firstCauses({ answer })).toEqual({
      verdict: 'equivalent',
      causes: [[2, 'model_output']],
    })
  })
  test('is the final output, where only the code that makes it changed', () => {
    expect(firstCauses({ output: { refunded: false } })).toEqual({
      verdict: 'changed',
      causes: [[3, 'final_output']],
    })
  })
})
