import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

function readRequest(body: JsonValue) {
  return readModelRequest({ method: 'POST', url: 'https://api.openai.com/v1/responses', body })
}

const request = readRequest({ model: 'gpt-5', input: 'Hi' })!

function readEvents(...events: Array<JsonObject>) {
  return readModelResponse(request, {
    status: 200,
    body: { events: events.map((data) => ({ event: String(data['type']), data })) },
  })
}

const OUTPUT: Array<JsonObject> = [
  { type: 'reasoning', id: 'rs_1', summary: [] },
  {
    type: 'message',
    content: [
      { type: 'output_text', text: 'One. ' },
      { type: 'output_text', text: 'Two.' },
    ],
  },
  { type: 'function_call', call_id: 'call_1', name: 'lookup', arguments: '{"id":"A-17"}' },
  { type: 'custom_tool_call', call_id: 'call_2', name: 'sql', input: 'SELECT 1' },
  { type: 'web_search_call', id: 'ws_1', status: 'completed' },
  { type: 'shell_call', call_id: 'call_3', action: { commands: ['ls'] } },
  { type: 'shell_call_output', call_id: 'call_3', output: [] },
  { type: 'shell_call', call_id: 'call_4', action: { commands: ['pwd'] } },
]

const RESPONSE: JsonObject = {
  id: 'resp_1',
  object: 'response',
  model: 'gpt-5-2025-08-07',
  status: 'completed',
  incomplete_details: null,
  output: OUTPUT,
  usage: {
    input_tokens: 5093,
    input_tokens_details: { cached_tokens: 3712 },
    output_tokens: 369,
    output_tokens_details: { reasoning_tokens: 256 },
    total_tokens: 5462,
  },
}

const READ = {
  model: 'gpt-5-2025-08-07',
  usage: { inputTokens: 5093, outputTokens: 369, cachedInputTokens: 3712, cacheWriteTokens: null },
  stopReason: 'completed',
  text: 'One. Two.',
  toolCalls: [
    { id: 'call_1', name: 'lookup', arguments: { id: 'A-17' } },
    { id: 'call_2', name: 'sql', arguments: 'SELECT 1' },
    { id: 'ws_1', name: 'web_search', arguments: null },
    { id: 'call_3', name: 'shell', arguments: { commands: ['ls'] } },
    { id: 'call_4', name: 'shell', arguments: { commands: ['pwd'] } },
  ],
}

test('reads the items of a conversation', () => {
  const read = readRequest({
    model: 'gpt-5',
    instructions: 'You refund orders.',
    input: [
      { role: 'user', content: 'Where is A-17?' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
      { type: 'function_call', call_id: 'call_1', name: 'lookup', arguments: '{"id":"A-17"}' },
      { type: 'function_call_output', call_id: 'call_1', output: '{"status":"lost"}' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Lost.' }] },
    ],
    tools: [
      { type: 'function', name: 'lookup' },
      { type: 'mcp', server_label: 'orders' },
      { type: 'web_search' },
    ],
  })
  expect(read).toMatchObject({ operation: 'chat', stream: false })
  expect(read?.tools).toEqual(['lookup', 'orders', 'web_search'])
  expect(read?.messages.map(({ role, text, toolCallId }) => [role, text, toolCallId])).toEqual([
    ['system', 'You refund orders.', null],
    ['user', 'Where is A-17?', null],
    ['assistant', '', null],
    ['tool', '{"status":"lost"}', 'call_1'],
    ['assistant', 'Lost.', null],
  ])
  expect(read?.messages[2]?.toolCalls).toEqual([
    { id: 'call_1', name: 'lookup', arguments: { id: 'A-17' } },
  ])
})

test('reads a response, with the calls OpenAI has made itself', () => {
  expect(readModelResponse(request, { status: 200, body: { json: RESPONSE } })).toEqual(READ)
})

test('reads a stream by its last event', () => {
  const read = readEvents(
    { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [] } },
    { type: 'response.output_text.delta', output_index: 1, delta: 'One. ' },
    { type: 'response.completed', response: RESPONSE },
  )
  expect(read).toEqual(READ)
})

test('puts the output together where the last event has none', () => {
  const read = readEvents(
    ...OUTPUT.map((item, output_index) => ({
      type: 'response.output_item.done',
      output_index,
      item,
    })),
    { type: 'response.completed', response: { ...RESPONSE, output: [] } },
  )
  expect(read).toEqual(READ)
})

test('says what is known of a stream that broke off', () => {
  const read = readEvents(
    {
      type: 'response.created',
      response: { ...RESPONSE, status: 'in_progress', output: [], usage: null },
    },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
    { type: 'response.output_text.delta', output_index: 0, delta: 'It ' },
    { type: 'response.output_text.delta', output_index: 0, delta: 'is' },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: { type: 'function_call', call_id: 'call_1', name: 'lookup', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"id":' },
  )
  expect(read).toEqual({
    model: 'gpt-5-2025-08-07',
    usage: null,
    stopReason: null,
    text: 'It is',
    toolCalls: [{ id: 'call_1', name: 'lookup', arguments: '{"id":' }],
  })
})

test.each([
  [
    { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    'max_output_tokens',
  ],
  [{ status: 'failed' }, 'failed'],
  [{ status: 'queued' }, null],
])('gives the reason of %j', (more, stopReason) => {
  const json = { ...RESPONSE, ...more }
  expect(readModelResponse(request, { status: 200, body: { json } })).toMatchObject({ stopReason })
})

test('a conversation has what tools gave back that the provider runs', () => {
  const read = readRequest({
    model: 'gpt-5',
    input: [
      { type: 'mcp_call', id: 'm1', name: 'price', arguments: '{}', output: '9 EUR' },
      {
        type: 'code_interpreter_call',
        id: 'c1',
        code: '1+1',
        outputs: [{ type: 'logs', logs: '2' }],
      },
      { type: 'web_search_call', id: 'w1', action: { type: 'search', query: 'lid' } },
    ],
  })!

  expect(read.messages.map(({ role, text, toolCallId }) => [role, text, toolCallId])).toEqual([
    ['assistant', '', null],
    ['tool', '9 EUR', 'm1'],
    ['assistant', '', null],
    ['tool', '[{"type":"logs","logs":"2"}]', 'c1'],
    ['assistant', '', null],
  ])
})
