import { expect, test } from 'vitest'
import type { Cassette, RecordedAction } from '../../../../src/core/cassette/schema.ts'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import type { JsonObject } from '../../../../src/core/json.ts'
import { buildCassette, modelCall, toolCall } from '../../cassette/build-cassette.ts'
import { runOf } from '../build-release.ts'

interface Turn {
  /** The tool call that the model asks for; absent where it answers. */
  asks?: string
  /** The calls that the agent then makes. */
  calls?: Array<{ name: string; input: string }>
}

/** A run in which the model asks for look-ups by their order, and the agent makes the calls given. */
function recorded(system: string, turns: Turn[], recordedAt: string): Cassette {
  const messages: JsonObject[] = [
    { role: 'system', content: system },
    { role: 'user', content: 'Where is my order A-17?' },
  ]
  const actions: RecordedAction[] = []
  for (const { asks, calls = [] } of turns) {
    const id = `call_${recordedAt}_${actions.length}`
    const asked =
      asks === undefined ? null : { name: 'look_up', arguments: JSON.stringify({ orderId: asks }) }
    const message: JsonObject = asked
      ? {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: asked }],
        }
      : { role: 'assistant', content: 'It is on its way.' }
    const choices = [{ message, finish_reason: asked ? 'tool_calls' : 'stop' }]
    actions.push(
      modelCall(
        actions.length,
        { model: 'gpt-4o', messages: [...messages] },
        { model: 'gpt-4o', choices },
      ),
    )
    for (const { name, input } of calls)
      actions.push(
        toolCall(actions.length, { name, inputs: { json: [input] }, outputs: { json: 'found' } }),
      )
    messages.push(message, { role: 'tool', tool_call_id: id, content: 'found' })
  }
  const cassette = buildCassette(actions, { output: { json: 'It is on its way.' } })
  cassette.header.recordedAt = recordedAt
  return cassette
}

const LOOK_UP = { asks: 'A-17', calls: [{ name: 'findOrder', input: 'A-17' }] }
const BASE = recorded('Be brief.', [LOOK_UP, {}], '2026-11-01T00:00:00.000Z')

function firstCauses(head: Cassette, base = BASE): string[] {
  const { run } = compareRun({ base: runOf(base), head: runOf(head), renamed: false })
  return run.divergences.flatMap(({ firstCause, cause, action }) =>
    firstCause ? [`${cause}: ${action}`] : [],
  )
}

const head = (system: string, turns: Turn[]) => recorded(system, turns, '2026-11-02T00:00:00.000Z')

test('calls that the model asked for, after it was asked otherwise, follow from that', () => {
  const again = head('Be certain.', [LOOK_UP, LOOK_UP, LOOK_UP, {}])
  expect(firstCauses(again)).toEqual(['system_prompt: chat gpt-4o'])
  // The other way round, they are missing.
  expect(firstCauses(BASE, again)).toEqual(['system_prompt: chat gpt-4o'])
})

test('a call that no answer accounts for stays a cause of its own', () => {
  const audit = { name: 'audit', input: 'ledger-4' }
  const audited = head('Be certain.', [
    LOOK_UP,
    { ...LOOK_UP, calls: [...LOOK_UP.calls, audit] },
    {},
  ])
  expect(firstCauses(audited)).toEqual(['system_prompt: chat gpt-4o', 'extra_call: audit'])
  // The same answers: what is called in addition is the code's doing.
  const twice = head('Be certain.', [
    { ...LOOK_UP, calls: [...LOOK_UP.calls, ...LOOK_UP.calls] },
    {},
  ])
  expect(firstCauses(twice)).toEqual(['system_prompt: chat gpt-4o', 'extra_call: findOrder'])
})

test('what is called more often than it was asked for is a cause of its own', () => {
  const twice = { ...LOOK_UP, calls: [...LOOK_UP.calls, ...LOOK_UP.calls] }
  expect(firstCauses(head('Be certain.', [LOOK_UP, twice, {}]))).toEqual([
    'system_prompt: chat gpt-4o',
    'extra_call: findOrder',
  ])
})

test('a model that answers the same request otherwise is the cause of what it asks for', () => {
  const again = head('Be brief.', [LOOK_UP, LOOK_UP, {}])
  expect(firstCauses(again)).toEqual(['model_output: chat gpt-4o'])
})

test('a call that was refused and made again changes nothing of what was asked for', () => {
  const refused = (cassette: Cassette): Cassette => {
    const at = cassette.actions.findLastIndex(({ type }) => type === 'llm')
    const again = cassette.actions[at]!
    const busy: RecordedAction = {
      ...again,
      outcome: 'error',
      response: { ...again.response!, status: 429, body: { json: { error: 'busy' } } },
    }
    const actions = [...cassette.actions.slice(0, at), busy, ...cassette.actions.slice(at)]
    return { ...cassette, actions: actions.map((action, index) => ({ ...action, index })) }
  }
  const time = '2026-11-02T00:00:00.000Z'
  const head = recorded('Never look anything up.', [{}], time)
  expect(firstCauses(head, refused(BASE))).toEqual(['system_prompt: chat gpt-4o'])
})
