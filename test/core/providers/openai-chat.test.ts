import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'
import type { ModelBody } from '../../../src/core/providers/index.ts'

function readRequest(body: JsonValue) {
  return readModelRequest({
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    body,
  })
}

const request = readRequest({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] })!

function readResponse(body: ModelBody, status = 200) {
  return readModelResponse(request, { status, body })
}

function stream(...chunks: Array<JsonValue>): ModelBody {
  return { events: chunks.map((data) => ({ data })) }
}

function delta(delta: JsonValue, more: { [key: string]: JsonValue } = {}): JsonValue {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  }
}

function toolDelta(piece: JsonValue): JsonValue {
  return delta({ tool_calls: [piece] })
}

test('reads a conversation with tools', () => {
  const read = readRequest({
    model: 'gpt-4o',
    stream: true,
    messages: [
      { role: 'developer', content: 'You refund orders.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Where is A-17?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          { type: 'text', text: 'It is late.' },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'lookup', arguments: '{"id":"A-17"}' },
          },
          { id: 'call_2', type: 'custom', custom: { name: 'sql', input: '42' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"status":"lost"}' },
    ],
    tools: [
      { type: 'function', function: { name: 'lookup', parameters: {} } },
      { type: 'custom', custom: { name: 'sql' } },
    ],
  })
  expect(read).toEqual({
    provider: 'openai',
    api: 'chat.completions',
    operation: 'chat',
    model: 'gpt-4o',
    stream: true,
    messages: [
      { role: 'system', text: 'You refund orders.', toolCalls: [], toolCallId: null },
      {
        role: 'user',
        text: 'Where is A-17?\n[image]\nIt is late.',
        toolCalls: [],
        toolCallId: null,
      },
      {
        role: 'assistant',
        text: '',
        toolCalls: [
          { id: 'call_1', name: 'lookup', arguments: { id: 'A-17' } },
          { id: 'call_2', name: 'sql', arguments: '42' },
        ],
        toolCallId: null,
      },
      { role: 'tool', text: '{"status":"lost"}', toolCalls: [], toolCallId: 'call_1' },
    ],
    tools: ['lookup', 'sql'],
  })
})

test('reads a completion', () => {
  const json: JsonValue = {
    model: 'gpt-4o-2024-08-06',
    choices: [
      { index: 1, message: { content: 'the second' }, finish_reason: 'length' },
      { index: 0, message: { role: 'assistant', content: 'It is lost.' }, finish_reason: 'stop' },
    ],
    usage: {
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920 },
      completion_tokens_details: { reasoning_tokens: 120 },
    },
  }
  expect(readResponse({ json })).toEqual({
    model: 'gpt-4o-2024-08-06',
    usage: {
      inputTokens: 2006,
      outputTokens: 300,
      cachedInputTokens: 1920,
      cacheWriteTokens: null,
    },
    stopReason: 'stop',
    text: 'It is lost.',
    toolCalls: [],
  })
})

test('counts reasoning that stands beside the completion, as xAI has it', () => {
  const usage = {
    prompt_tokens: 307,
    completion_tokens: 26,
    total_tokens: 588,
    completion_tokens_details: { reasoning_tokens: 255 },
  }
  expect(readResponse({ json: { choices: [], usage } })?.usage).toMatchObject({ outputTokens: 281 })
})

test('keeps arguments that are not JSON as they came', () => {
  const tool_calls = [{ id: 'c', function: { name: 'lookup', arguments: '{"id":' } }]
  const json = { choices: [{ message: { content: null, tool_calls } }] }
  expect(readResponse({ json })?.toolCalls).toEqual([
    { id: 'c', name: 'lookup', arguments: '{"id":' },
  ])
})

test('puts a stream of parallel tool calls together, with the usage of its last chunk', () => {
  const read = readResponse(
    stream(
      { model: '', choices: [], prompt_filter_results: [] },
      delta({ role: 'assistant', content: null }),
      toolDelta({
        index: 0,
        id: 'call_1',
        type: 'function',
        function: { name: 'lookup', arguments: '' },
      }),
      toolDelta({ index: 0, function: { arguments: '{"id":' } }),
      toolDelta({ index: 0, function: { arguments: '"A-17"}' } }),
      toolDelta({
        index: 1,
        id: 'call_2',
        type: 'function',
        function: { name: 'refund', arguments: '' },
      }),
      toolDelta({ index: 1, function: { arguments: '{}' } }),
      delta({}, { finish_reason: 'tool_calls' }),
      {
        model: 'gpt-4o-2024-08-06',
        choices: [],
        usage: { prompt_tokens: 80, completion_tokens: 30, total_tokens: 110 },
      },
      '[DONE]',
    ),
  )
  expect(read).toEqual({
    model: 'gpt-4o-2024-08-06',
    usage: { inputTokens: 80, outputTokens: 30, cachedInputTokens: null, cacheWriteTokens: null },
    stopReason: 'tool_calls',
    text: '',
    toolCalls: [
      { id: 'call_1', name: 'lookup', arguments: { id: 'A-17' } },
      { id: 'call_2', name: 'refund', arguments: {} },
    ],
  })
})

test('tells streamed calls apart where the server does not count them', () => {
  const a = { id: 'a', function: { name: 'lookup', arguments: '{"id":1}' } }
  const b = { id: 'b', function: { name: 'lookup', arguments: '{"id":2}' } }
  const expected = [
    { id: 'a', name: 'lookup', arguments: { id: 1 } },
    { id: 'b', name: 'lookup', arguments: { id: 2 } },
  ]
  expect(readResponse(stream(toolDelta(a), toolDelta(b)))?.toolCalls).toEqual(expected)
  const same = stream(toolDelta({ index: 0, ...a }), toolDelta({ index: 0, ...b }))
  expect(readResponse(same)?.toolCalls).toEqual(expected)
})

test('says what is known of a stream that broke off', () => {
  const read = readResponse(stream(delta({ content: 'It ' }), delta({ content: 'is' })))
  expect(read).toMatchObject({ text: 'It is', stopReason: null, usage: null })
})

test.each<[name: string, status: number, body: ModelBody]>([
  ['an HTTP error', 429, { json: { error: { message: 'Slow down' } } }],
  ['an error under status 200', 200, { json: { error: { message: 'No provider' } } }],
  ['an error event', 200, stream({ error: { message: 'Overloaded' } })],
  ['a stream of nothing', 200, stream()],
])('does not take %s for an answer', (_name, status, body) => {
  expect(readResponse(body, status)).toBeNull()
})
