import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

function readRequest(body: JsonValue) {
  return readModelRequest({ method: 'POST', url: 'https://api.anthropic.com/v1/messages', body })
}

const request = readRequest({
  model: 'claude-sonnet-4-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hi' }],
})!

function readEvents(...events: Array<JsonObject>) {
  return readModelResponse(request, {
    status: 200,
    body: { events: events.map((data) => ({ event: String(data['type']), data })) },
  })
}

const START = {
  type: 'message_start',
  message: {
    type: 'message',
    model: 'claude-sonnet-4-5-20250929',
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 6,
      cache_creation_input_tokens: 3337,
      cache_read_input_tokens: 6289,
      output_tokens: 1,
    },
  },
}

function blockDelta(index: number, delta: JsonObject): JsonObject {
  return { type: 'content_block_delta', index, delta }
}

test('reads a conversation: the results of tools are messages of their own', () => {
  const read = readRequest({
    model: 'claude-sonnet-4-5',
    max_tokens: 1024,
    stream: true,
    system: [
      { type: 'text', text: 'You refund orders.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Be brief.' },
    ],
    messages: [
      { role: 'user', content: 'Where is A-17?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'x' },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'toolu_1', name: 'lookup', input: { id: 'A-17' } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            content: [{ type: 'text', text: 'lost' }],
          },
          { type: 'text', text: 'Hurry.' },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_2', content: 'late' }] },
    ],
    tools: [
      { name: 'lookup', input_schema: {} },
      { type: 'web_search_20250305', name: 'web_search' },
    ],
  })
  expect(read).toEqual({
    provider: 'anthropic',
    api: 'messages',
    operation: 'chat',
    model: 'claude-sonnet-4-5',
    stream: true,
    messages: [
      { role: 'system', text: 'You refund orders.\nBe brief.', toolCalls: [], toolCallId: null },
      { role: 'user', text: 'Where is A-17?', toolCalls: [], toolCallId: null },
      {
        role: 'assistant',
        text: 'Let me see.',
        toolCalls: [{ id: 'toolu_1', name: 'lookup', arguments: { id: 'A-17' } }],
        toolCallId: null,
      },
      { role: 'tool', text: 'lost', toolCalls: [], toolCallId: 'toolu_1' },
      { role: 'user', text: 'Hurry.', toolCalls: [], toolCallId: null },
      { role: 'tool', text: 'late', toolCalls: [], toolCallId: 'toolu_2' },
    ],
    tools: ['lookup', 'web_search'],
  })
})

test('reads a message, and counts what came from the cache as input', () => {
  const json: JsonValue = {
    type: 'message',
    model: 'claude-sonnet-4-5-20250929',
    content: [
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
      { type: 'text', text: 'It is ' },
      { type: 'text', text: 'lost.' },
      { type: 'tool_use', id: 'toolu_1', name: 'refund', input: { id: 'A-17' } },
    ],
    stop_reason: 'tool_use',
    usage: { ...START.message.usage, output_tokens: 198 },
  }
  expect(readModelResponse(request, { status: 200, body: { json } })).toEqual({
    model: 'claude-sonnet-4-5-20250929',
    usage: {
      inputTokens: 9632,
      outputTokens: 198,
      cachedInputTokens: 6289,
      cacheWriteTokens: 3337,
    },
    stopReason: 'tool_use',
    text: 'It is lost.',
    toolCalls: [
      { id: 'srvtoolu_1', name: 'web_search', arguments: {} },
      { id: 'toolu_1', name: 'refund', arguments: { id: 'A-17' } },
    ],
  })
})

test('puts a stream together', () => {
  const read = readEvents(
    START,
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    blockDelta(0, { type: 'text_delta', text: 'It is ' }),
    blockDelta(0, { type: 'text_delta', text: 'lost.' }),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'toolu_1', name: 'refund', input: {} },
    },
    blockDelta(1, { type: 'input_json_delta', partial_json: '' }),
    blockDelta(1, { type: 'input_json_delta', partial_json: '{"id":"A' }),
    blockDelta(1, { type: 'input_json_delta', partial_json: '-17"}' }),
    { type: 'content_block_stop', index: 1 },
    {
      type: 'content_block_start',
      index: 2,
      content_block: { type: 'tool_use', id: 'toolu_2', name: 'notify', input: {} },
    },
    { type: 'content_block_stop', index: 2 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 198 } },
    { type: 'message_stop' },
  )
  expect(read).toEqual({
    model: 'claude-sonnet-4-5-20250929',
    usage: {
      inputTokens: 9632,
      outputTokens: 198,
      cachedInputTokens: 6289,
      cacheWriteTokens: 3337,
    },
    stopReason: 'tool_use',
    text: 'It is lost.',
    toolCalls: [
      { id: 'toolu_1', name: 'refund', arguments: { id: 'A-17' } },
      { id: 'toolu_2', name: 'notify', arguments: {} },
    ],
  })
})

test('says what is known of a stream that broke off; its output is not counted', () => {
  const read = readEvents(START, blockDelta(0, { type: 'text_delta', text: 'It' }))
  expect(read).toMatchObject({ text: 'It', stopReason: null })
  expect(read?.usage).toMatchObject({ inputTokens: 9632, outputTokens: null })
})

test('begins anew with a second message_start', () => {
  const read = readEvents(
    START,
    blockDelta(0, { type: 'text_delta', text: 'void' }),
    START,
    blockDelta(0, { type: 'text_delta', text: 'valid' }),
  )
  expect(read?.text).toBe('valid')
})

test('does not take an error for an answer', () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  expect(readModelResponse(request, { status: 529, body: { json: error } })).toBeNull()
  expect(readModelResponse(request, { status: 200, body: { json: error } })).toBeNull()
  expect(readEvents(error)).toBeNull()
})

test('a conversation has what tools gave back that the provider runs, and files that were sent up', () => {
  const content: Array<JsonObject> = [
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'lid' } },
    {
      type: 'web_search_tool_result',
      tool_use_id: 's1',
      content: [{ type: 'web_search_result', title: 'Lids', url: 'https://lids.example' }],
    },
    { type: 'mcp_tool_use', id: 'm1', name: 'price', input: {} },
    { type: 'mcp_tool_result', tool_use_id: 'm1', content: [{ type: 'text', text: '9 EUR' }] },
    { type: 'server_tool_use', id: 's2', name: 'bash_code_execution', input: {} },
    {
      type: 'bash_code_execution_tool_result',
      tool_use_id: 's2',
      content: { stdout: 'a.txt' },
    },
    { type: 'text', text: 'A lid is 9 EUR.' },
  ]
  const read = readRequest({
    model: 'claude-sonnet-4-5',
    max_tokens: 9,
    messages: [
      { role: 'user', content: [{ type: 'container_upload', file_id: 'file_9' }] },
      { role: 'assistant', content },
      { role: 'user', content: 'Send it.' },
    ],
  })!

  expect(read.messages.map(({ role, text, toolCallId }) => [role, text, toolCallId])).toEqual([
    ['user', '[file: file_9]', null],
    ['assistant', 'A lid is 9 EUR.', null],
    ['tool', 'Lids https://lids.example', 's1'],
    ['tool', '9 EUR', 'm1'],
    ['tool', '{"stdout":"a.txt"}', 's2'],
    ['user', 'Send it.', null],
  ])
})
