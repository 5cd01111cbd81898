import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

function ask(path: string, body: JsonObject) {
  return readModelRequest({ method: 'POST', url: `http://localhost:11434${path}`, body })
}

const chat = ask('/api/chat', {
  model: 'qwen3',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is it?', images: ['AA=='] },
    { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: {} } }] },
    { role: 'tool', content: 'A lid.', tool_name: 'f' },
  ],
  tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
})!

test('reads a conversation, which is streamed unless it says otherwise', () => {
  expect(chat).toMatchObject({
    provider: 'ollama',
    model: 'qwen3',
    stream: true,
    tools: ['f'],
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'What is it?\n[image]' },
      { role: 'assistant', toolCalls: [{ name: 'f', arguments: {} }] },
      { role: 'tool', text: 'A lid.' },
    ],
  })
})

test('reads the lines of an answer', () => {
  const events: Array<{ event?: string; data: JsonValue }> = [
    { data: { model: 'qwen3:8b', message: { role: 'assistant', content: 'A ' }, done: false } },
    { data: { model: 'qwen3:8b', message: { role: 'assistant', content: 'lid.' }, done: false } },
    {
      data: {
        model: 'qwen3:8b',
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: 'send', arguments: { part: 'lid' } } }],
        },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 50,
        eval_count: 9,
      },
    },
  ]
  expect(readModelResponse(chat, { status: 200, body: { events } })).toEqual({
    model: 'qwen3:8b',
    usage: { inputTokens: 50, outputTokens: 9, cachedInputTokens: null, cacheWriteTokens: null },
    stopReason: 'stop',
    text: 'A lid.',
    toolCalls: [{ id: null, name: 'send', arguments: { part: 'lid' } }],
  })
})

test('reads generations and embeddings', () => {
  const request = ask('/api/generate', { model: 'm', system: 'Be brief.', prompt: 'Hi' })!
  expect(request.messages.map(({ role, text }) => [role, text])).toEqual([
    ['system', 'Be brief.'],
    ['user', 'Hi'],
  ])
  const json = { model: 'm', response: 'Hello', done: true, prompt_eval_count: 3, eval_count: 1 }
  expect(readModelResponse(request, { status: 200, body: { json } })?.text).toBe('Hello')
  const embed = ask('/api/embed', { model: 'm', input: ['a'] })!
  const vectors = { model: 'm', embeddings: [[0.1]], prompt_eval_count: 1 }
  expect(readModelResponse(embed, { status: 200, body: { json: vectors } })?.usage).toMatchObject({
    inputTokens: 1,
    outputTokens: 0,
  })
})
