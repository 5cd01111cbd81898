import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import {
  readBilling,
  readModelRequest,
  readModelResponse,
} from '../../../src/core/providers/index.ts'

const prompt: JsonValue = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is it?' },
      { type: 'file', mediaType: 'image/png', data: 'data:image/png;base64,AA==' },
    ],
  },
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 'c_1', toolName: 'f', input: { id: 1 } }],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 'c_1', output: { type: 'json', value: { lost: true } } },
    ],
  },
]
const request = readModelRequest({
  method: 'POST',
  url: 'https://ai-gateway.vercel.sh/v3/ai/language-model',
  headers: [
    ['AI-Language-Model-Id', 'openai/gpt-5-mini'],
    ['ai-language-model-streaming', 'true'],
  ],
  body: { prompt, tools: [{ type: 'function', name: 'f', inputSchema: {} }] },
})!

test('reads a conversation, and its model from a header', () => {
  expect(request).toMatchObject({
    provider: 'vercel',
    model: 'openai/gpt-5-mini',
    stream: true,
    tools: ['f'],
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'What is it?\n[file: image/png]' },
      { role: 'assistant', toolCalls: [{ id: 'c_1', name: 'f', arguments: { id: 1 } }] },
      { role: 'tool', text: '{"lost":true}', toolCallId: 'c_1' },
    ],
  })
})

const END: JsonObject = {
  finishReason: { unified: 'tool-calls', raw: 'x' },
  usage: { inputTokens: { total: 100, cacheRead: 40 }, outputTokens: { total: 20 } },
  providerMetadata: { gateway: { cost: '0.0000525' } },
}
const CALL = { type: 'tool-call', toolCallId: 'c_2', toolName: 'f', input: '{"id":2}' }
const READ = {
  usage: { inputTokens: 100, outputTokens: 20, cachedInputTokens: 40, cacheWriteTokens: null },
  stopReason: 'tool-calls',
  text: 'A lid.',
  toolCalls: [{ id: 'c_2', name: 'f', arguments: { id: 2 } }],
}

test('reads an answer, and the price that it states', () => {
  const json = { ...END, content: [{ type: 'text', text: 'A lid.' }, CALL] }
  expect(readModelResponse(request, { status: 200, body: { json } })).toMatchObject(READ)
  expect(readBilling({ json }).statedUsd).toBe(0.0000525)
})

test('puts a stream together', () => {
  const events: Array<{ event?: string; data: JsonValue }> = [
    { data: { type: 'text-delta', id: '0', delta: 'A ' } },
    { data: { type: 'text-delta', id: '0', delta: 'lid.' } },
    { data: CALL },
    { data: { type: 'finish', ...END } },
    { data: '[DONE]' },
  ]
  expect(readModelResponse(request, { status: 200, body: { events } })).toMatchObject(READ)
  expect(readBilling({ events }).statedUsd).toBe(0.0000525)
})
