import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

function ask(path: string, body: JsonObject) {
  return readModelRequest({ method: 'POST', url: `https://api.cohere.com${path}`, body })
}

const chat = ask('/v2/chat', {
  model: 'command-a-03-2025',
  stream: true,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Where is A-17?' },
    {
      role: 'assistant',
      tool_plan: 'I look.',
      tool_calls: [
        { id: 'c_1', type: 'function', function: { name: 'look_up', arguments: '{"id":"A-17"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c_1', content: '{"lost":true}' },
  ],
  tools: [{ type: 'function', function: { name: 'look_up', parameters: {} } }],
})!

test('reads a conversation with tools', () => {
  expect(chat).toMatchObject({
    provider: 'cohere',
    model: 'command-a-03-2025',
    stream: true,
    tools: ['look_up'],
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Where is A-17?' },
      { toolCalls: [{ id: 'c_1', name: 'look_up', arguments: { id: 'A-17' } }] },
      { role: 'tool', text: '{"lost":true}', toolCallId: 'c_1' },
    ],
  })
})

const READ = {
  model: null,
  usage: { inputTokens: 70, outputTokens: 30, cachedInputTokens: null, cacheWriteTokens: null },
  stopReason: 'TOOL_CALL',
  text: 'Lost.',
  toolCalls: [{ id: 'c_2', name: 'refund', arguments: { id: 'A-17' } }],
}
const USAGE = {
  billed_units: { input_tokens: 9, output_tokens: 4 },
  tokens: { input_tokens: 70, output_tokens: 30 },
}

test('reads an answer, and counts all its tokens', () => {
  const json: JsonObject = {
    id: 'r_1',
    message: {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Lost.' },
      ],
      tool_calls: [
        { id: 'c_2', type: 'function', function: { name: 'refund', arguments: '{"id":"A-17"}' } },
      ],
    },
    finish_reason: 'TOOL_CALL',
    usage: USAGE,
  }
  expect(readModelResponse(chat, { status: 200, body: { json } })).toEqual(READ)
})

test('puts a stream together', () => {
  const event = (type: string, message: JsonObject, more: JsonObject = {}) => ({
    event: type,
    data: { type, ...more, delta: { message } } as JsonObject,
  })
  const events: Array<{ event?: string; data: JsonValue }> = [
    event('message-start', { role: 'assistant', content: [] }),
    event('content-start', { content: { type: 'text', text: '' } }, { index: 0 }),
    event('content-delta', { content: { text: 'Lo' } }, { index: 0 }),
    event('content-delta', { content: { text: 'st.' } }, { index: 0 }),
    event(
      'tool-call-start',
      { tool_calls: { id: 'c_2', function: { name: 'refund', arguments: '' } } },
      { index: 0 },
    ),
    event('tool-call-delta', { tool_calls: { function: { arguments: '{"id":' } } }, { index: 0 }),
    event('tool-call-delta', { tool_calls: { function: { arguments: '"A-17"}' } } }, { index: 0 }),
    { data: { type: 'message-end', delta: { finish_reason: 'TOOL_CALL', usage: USAGE } } },
  ]
  expect(readModelResponse(chat, { status: 200, body: { events } })).toEqual(READ)
})

test('reads the first version, whose last message stands apart', () => {
  const request = ask('/v1/chat', {
    model: 'command-r',
    preamble: 'Be brief.',
    message: 'Where is A-17?',
    chat_history: [{ role: 'CHATBOT', message: 'Hello.' }],
    tool_results: [{ call: { name: 'look_up', parameters: {} }, outputs: [{ lost: true }] }],
    tools: [{ name: 'look_up' }],
  })!
  expect(request).toMatchObject({
    model: 'command-r',
    tools: ['look_up'],
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'assistant', text: 'Hello.' },
      { role: 'user', text: 'Where is A-17?' },
      { role: 'tool', text: '[{"lost":true}]' },
    ],
  })
  const response = {
    text: 'Lost.',
    finish_reason: 'COMPLETE',
    tool_calls: [{ name: 'refund', parameters: { id: 'A-17' } }],
    meta: USAGE,
  }
  const read = {
    usage: { inputTokens: 70, outputTokens: 30 },
    stopReason: 'COMPLETE',
    text: 'Lost.',
    toolCalls: [{ name: 'refund', arguments: { id: 'A-17' } }],
  }
  expect(readModelResponse(request, { status: 200, body: { json: response } })).toMatchObject(read)
  const events: Array<{ event?: string; data: JsonValue }> = [
    { data: { event_type: 'text-generation', text: 'Lost.' } },
    { data: { event_type: 'stream-end', finish_reason: 'COMPLETE', response } },
  ]
  expect(readModelResponse(request, { status: 200, body: { events } })).toMatchObject(read)
})

test('reads embeddings', () => {
  const request = ask('/v2/embed', { model: 'embed-v4.0', texts: ['a', 'b'] })!
  expect(request).toMatchObject({
    operation: 'embeddings',
    messages: [{ text: 'a' }, { text: 'b' }],
  })
  const json = { embeddings: { float: [[0.1]] }, meta: { billed_units: { input_tokens: 2 } } }
  expect(readModelResponse(request, { status: 200, body: { json } })).toMatchObject({
    usage: { inputTokens: 2, outputTokens: 0 },
  })
})
