import { expect, test } from 'vitest'
import { bodyContent } from '../../../src/core/cassette/body.ts'
import type { Body, Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { chooseTrials } from '../../../src/core/faults/choose-trials.ts'
import type { FaultKind } from '../../../src/core/faults/fault.ts'
import { injectFault } from '../../../src/core/faults/inject-fault.ts'
import { readModelAnswer } from '../../../src/core/providers/index.ts'

const COMMON = { kind: 'action', parent: null, start: 0, duration: 5, outcome: 'success' } as const

function modelCall(url: string, body: Body, index = 0): RecordedAction {
  return {
    ...COMMON,
    index,
    type: 'llm',
    name: 'chat m',
    request: { method: 'POST', url, headers: [] },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [['content-length', '9']],
      body,
      end: 'complete',
    },
  }
}

const cassetteOf = (...actions: RecordedAction[]) => ({ actions }) as unknown as Cassette

const CHAT = 'https://api.openai.com/v1/chat/completions'
const RESPONSES = 'https://api.openai.com/v1/responses'
const MESSAGES = 'https://api.anthropic.com/v1/messages'
const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent'

const chatCall = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }
const responsesCall = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' }
const toolUse = { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }
const functionCall = { functionCall: { name: 'f', args: { a: 1 } } }

const json = (value: unknown): Body => ({ json: value as never })
const events = (...values: unknown[]): Body => ({
  events: values.map((value) => ({ json: value as never })),
})

const ANSWERS: Record<string, [url: string, body: Body]> = {
  chat: [
    CHAT,
    json({
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'x', tool_calls: [chatCall] },
          finish_reason: 'tool_calls',
        },
      ],
    }),
  ],
  'chat, streamed': [
    CHAT,
    events(
      { choices: [{ index: 0, delta: { role: 'assistant', content: 'x' } }] },
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...chatCall }] } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    ),
  ],
  responses: [
    RESPONSES,
    json({ object: 'response', status: 'completed', output: [responsesCall] }),
  ],
  'responses, streamed': [
    RESPONSES,
    events(
      { type: 'response.created', response: { object: 'response', output: [] } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...responsesCall, arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":1}' },
      {
        type: 'response.completed',
        response: { object: 'response', status: 'completed', output: [responsesCall] },
      },
    ),
  ],
  messages: [
    MESSAGES,
    json({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'x' }, toolUse],
      stop_reason: 'tool_use',
    }),
  ],
  'messages, streamed': [
    MESSAGES,
    events(
      { type: 'message_start', message: { type: 'message', content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: { ...toolUse, input: {} } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"a":1}' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ),
  ],
  google: [
    GOOGLE,
    json({
      candidates: [{ content: { role: 'model', parts: [functionCall] }, finishReason: 'STOP' }],
    }),
  ],
}

function answerWith(fault: FaultKind, name: string) {
  const [url, body] = ANSWERS[name]!
  const target = modelCall(url, body)
  const faulty = injectFault(cassetteOf(target), target, { kind: fault })
  const { response } = faulty!.cassette.actions[0]!
  return readModelAnswer(url, { status: 200, body: bodyContent(response!.body)! })
}

test.each(Object.keys(ANSWERS))('the answer of a model is spoilt in its own form: %s', (name) => {
  const [url, body] = ANSWERS[name]!
  const before = readModelAnswer(url, { status: 200, body: bodyContent(body)! })
  expect(before!.toolCalls[0]!.arguments).toEqual({ a: 1 })
  expect(answerWith('empty_answer', name)).toMatchObject({ text: '', toolCalls: [] })
  expect(answerWith('refusal', name)!.toolCalls).toEqual([])
  const { toolCalls } = answerWith('malformed_arguments', name)!
  expect(toolCalls[0]!.name).toBe('f')
  expect(toolCalls[0]!.arguments).not.toEqual({ a: 1 })
  const unknown = answerWith('unknown_arguments', name)!.toolCalls[0]!
  expect([unknown.name, unknown.arguments]).toEqual(['f', { unknown_a: 1 }])
})

test('a fault comes before the answer it stands for, and ends before anything else', () => {
  const first = modelCall(CHAT, json({ choices: [] }), 0)
  const second = modelCall(CHAT, json({ choices: [] }), 1)
  const faulty = injectFault(cassetteOf(first, second), second, { kind: 'rate_limited', times: 2 })!
  const { actions } = faulty.cassette
  expect(actions.map(({ index }) => index)).toEqual([0, 2, 3, 1])
  expect(actions[1]).toMatchObject({
    duration: 0,
    response: { status: 429 },
    request: first.request,
  })
  expect(actions[1]!.response!.headers).toContainEqual(['retry-after', '1'])
  expect([...faulty.faults]).toEqual([2, 3])
})

test('faults that do not fit are not tried', () => {
  const call = modelCall(CHAT, json({ choices: [{ message: { content: 'x' } }] }), 0)
  const tool: RecordedAction = {
    ...COMMON,
    index: 1,
    type: 'tool',
    name: 'find',
    outputs: { json: { id: 1 } },
  }
  const failed = { ...call, index: 2, response: { ...call.response!, status: 500 } }
  const cassette = cassetteOf(call, tool, failed)
  const served = new Set([0, 1, 2])
  const kindsAt = (at: string) =>
    chooseTrials(cassette, served, { at }).map(({ fault }) => fault.kind)
  expect(kindsAt('find')).toEqual(['tool_throws', 'tool_returns_nothing'])
  expect(kindsAt('chat *')).toEqual([
    'rate_limited',
    'server_error',
    'overloaded',
    'connection_reset',
    'time_out',
    'recorded_speed',
    'slow',
    'truncated_json',
    'empty_answer',
    'refusal',
  ])
  const fails = (options: Parameters<typeof chooseTrials>[2], of = served) =>
    expect(() => chooseTrials(cassette, of, options))
  fails({ at: 'pay' }).toThrow('no recorded action is called "pay". Its actions: chat m, find')
  fails({ at: 'find' }, new Set([0])).toThrow('it runs in every replay')
  fails({ at: 'find', faults: ['stream_cut'] }).toThrow('none of the faults fits "find"')
  fails({ max: 3 }).toThrow('3 actions with the faults that fit them are 12 runs, and at most 3')
  fails({ faults: ['late' as never] }).toThrow('there is no fault "late". Use one of: rate_limited')
  fails({ faults: [{ kind: 'refusal', times: 0 }] }).toThrow('"times" of "refusal" is 0')
})

test('a stream breaks off after an event', () => {
  const target = modelCall(CHAT, events({ a: 1 }, { a: 2 }, { a: 3 }))
  const cut = injectFault(cassetteOf(target), target, { kind: 'stream_cut', after: 1 })!
  expect(cut.cassette.actions[0]!.response).toMatchObject({
    end: 'truncated',
    body: { events: [{ json: { a: 1 } }] },
    headers: [],
  })
  expect(injectFault(cassetteOf(target), target, { kind: 'stream_cut', after: 3 })).toBeNull()
})

test('a late answer comes with the pace of the recording, or stalls', () => {
  const call = {
    ...modelCall(CHAT, { events: [{ json: 1 }, { json: 2 }, { json: 3 }], times: [5, 5, 40] }),
    timeToHeadersMs: 30,
  }
  const pace = (options: Parameters<typeof injectFault>[2]) =>
    injectFault(cassetteOf(call), call, options)?.pace
  expect(pace({ kind: 'recorded_speed' })).toEqual({ head: 30, pieces: [5, 0, 35] })
  expect(pace({ kind: 'slow' })).toEqual({ head: 60_000, pieces: [] })
  expect(pace({ kind: 'slow', after: 2, seconds: 1 })).toEqual({ head: 0, pieces: [0, 0, 1000] })
  expect(pace({ kind: 'slow', after: 3 })).toBeUndefined()
})

test('what is delivered twice creates something, and has no key', () => {
  const body = json({ id: 'r-1' })
  const post: RecordedAction = {
    ...modelCall('https://api.shop.com/refunds', body, 0),
    type: 'http',
    name: 'POST shop/refunds',
  }
  const keyed: RecordedAction = {
    ...post,
    index: 1,
    request: { ...post.request!, headers: [['idempotency-key', 'k']] },
  }
  const tool: RecordedAction = { ...COMMON, index: 2, type: 'tool', name: 'refund' }
  const fits = (action: RecordedAction) =>
    injectFault(cassetteOf(action), action, { kind: 'duplicate_delivery' }) !== null
  expect([post, keyed, tool].map(fits)).toEqual([true, false, true])
  const chosen = (faults?: FaultKind[]) =>
    chooseTrials(cassetteOf(post, tool), new Set([0, 2]), faults ? { faults } : {})
      .filter(({ fault }) => fault.kind === 'duplicate_delivery')
      .map(({ target }) => target.name)
  expect(chosen()).toEqual(['POST shop/refunds'])
  expect(chosen(['duplicate_delivery'])).toEqual(['POST shop/refunds', 'refund'])
})
