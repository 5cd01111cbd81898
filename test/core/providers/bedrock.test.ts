import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

const HOST = 'https://bedrock-runtime.us-east-1.amazonaws.com/model'

function ask(path: string, body: JsonObject) {
  return readModelRequest({ method: 'POST', url: `${HOST}/${path}`, body })
}

const CONVERSATION: JsonObject = {
  system: [{ text: 'You refund orders.' }, { cachePoint: { type: 'default' } }],
  messages: [
    {
      role: 'user',
      content: [
        { text: 'Where is A-17?' },
        { document: { name: 'Receipt', format: 'pdf', source: { bytes: 'AA==' } } },
        { image: { format: 'png', source: { bytes: 'AA==' } } },
      ],
    },
    {
      role: 'assistant',
      content: [{ toolUse: { toolUseId: 't_1', name: 'look_up', input: { id: 'A-17' } } }],
    },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 't_1', content: [{ json: { lost: true } }] } }],
    },
  ],
  toolConfig: {
    tools: [
      { toolSpec: { name: 'look_up', inputSchema: { json: {} } } },
      { systemTool: { name: 'nova_grounding' } },
    ],
  },
}

test('reads a conversation, its documents, tools and results', () => {
  expect(ask('us.amazon.nova-lite-v1%3A0/converse-stream', CONVERSATION)).toEqual({
    provider: 'aws',
    api: 'converse',
    operation: 'chat',
    model: 'us.amazon.nova-lite-v1:0',
    stream: true,
    messages: [
      { role: 'system', text: 'You refund orders.', toolCalls: [], toolCallId: null },
      {
        role: 'user',
        text: 'Where is A-17?\n[document: Receipt]\n[image: png]',
        toolCalls: [],
        toolCallId: null,
      },
      {
        role: 'assistant',
        text: '',
        toolCalls: [{ id: 't_1', name: 'look_up', arguments: { id: 'A-17' } }],
        toolCallId: null,
      },
      { role: 'tool', text: '{"lost":true}', toolCalls: [], toolCallId: 't_1' },
    ],
    tools: ['look_up', 'nova_grounding'],
  })
})

const converse = ask('m/converse', CONVERSATION)!

test('reads an answer, and counts what came from the cache as input', () => {
  const json: JsonObject = {
    output: {
      message: {
        role: 'assistant',
        content: [
          { text: 'Lost.' },
          { toolUse: { toolUseId: 't_2', name: 'refund', input: { id: 'A-17' } } },
        ],
      },
    },
    stopReason: 'tool_use',
    usage: { inputTokens: 2, outputTokens: 5, cacheWriteInputTokens: 1322, totalTokens: 1329 },
  }
  expect(readModelResponse(converse, { status: 200, body: { json } })).toEqual({
    model: null,
    usage: { inputTokens: 1324, outputTokens: 5, cachedInputTokens: null, cacheWriteTokens: 1322 },
    stopReason: 'tool_use',
    text: 'Lost.',
    toolCalls: [{ id: 't_2', name: 'refund', arguments: { id: 'A-17' } }],
  })
})

test('puts a stream together', () => {
  const events: Array<{ event?: string; data: JsonObject }> = [
    { event: 'messageStart', data: { role: 'assistant' } },
    { event: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text: 'Lo' } } },
    { event: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text: 'st.' } } },
    {
      event: 'contentBlockStart',
      data: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't_2', name: 'refund' } } },
    },
    {
      event: 'contentBlockDelta',
      data: { contentBlockIndex: 1, delta: { toolUse: { input: '{"id":' } } },
    },
    {
      event: 'contentBlockDelta',
      data: { contentBlockIndex: 1, delta: { toolUse: { input: '"A-17"}' } } },
    },
    { event: 'messageStop', data: { stopReason: 'tool_use' } },
    { event: 'metadata', data: { usage: { inputTokens: 100, outputTokens: 20 } } },
  ]
  expect(readModelResponse(converse, { status: 200, body: { events } })).toMatchObject({
    usage: { inputTokens: 100, outputTokens: 20 },
    stopReason: 'tool_use',
    text: 'Lost.',
    toolCalls: [{ id: 't_2', name: 'refund', arguments: { id: 'A-17' } }],
  })
})

test.each<[maker: string, body: JsonObject, answer: JsonObject]>([
  [
    'anthropic.claude-sonnet-4-5-v1:0',
    { anthropic_version: 'b', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
    {
      type: 'message',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'stop',
      usage: { input_tokens: 3, output_tokens: 1 },
    },
  ],
  [
    'amazon.nova-pro-v1:0',
    { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
    {
      output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } },
      stopReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 1 },
    },
  ],
  [
    'amazon.titan-text-lite-v1',
    { inputText: 'Hi', textGenerationConfig: {} },
    {
      inputTextTokenCount: 3,
      results: [{ tokenCount: 1, outputText: 'Hello', completionReason: 'stop' }],
    },
  ],
  [
    'meta.llama3-8b-instruct-v1:0',
    { prompt: 'Hi', max_gen_len: 512 },
    { generation: 'Hello', prompt_token_count: 3, generation_token_count: 1, stop_reason: 'stop' },
  ],
])('reads InvokeModel of %s', (model, body, json) => {
  const request = ask(`${model}/invoke`, body)!
  expect(request).toMatchObject({ model, messages: [{ role: 'user', text: 'Hi' }] })
  expect(readModelResponse(request, { status: 200, body: { json } })).toMatchObject({
    usage: { inputTokens: 3, outputTokens: 1 },
    stopReason: 'stop',
    text: 'Hello',
  })
})

test('counts the tokens of any stream by what Bedrock adds to its last event', () => {
  const request = ask('mistral.mistral-7b/invoke-with-response-stream', { prompt: 'Hi' })!
  const events: Array<{ event?: string; data: JsonObject }> = [
    { data: { outputs: [{ text: 'Hel', stop_reason: null }] } },
    {
      data: {
        outputs: [{ text: 'lo', stop_reason: 'stop' }],
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 1 },
      },
    },
  ]
  expect(readModelResponse(request, { status: 200, body: { events } })).toMatchObject({
    usage: { inputTokens: 3, outputTokens: 1 },
    stopReason: 'stop',
    text: 'Hello',
  })
})
