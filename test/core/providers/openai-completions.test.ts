import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

const request = readModelRequest({
  method: 'POST',
  url: 'https://api.openai.com/v1/completions',
  body: { model: 'davinci-002', prompt: 'Once upon', stream: true },
})!

test('reads a prompt', () => {
  expect(request).toMatchObject({
    operation: 'text_completion',
    model: 'davinci-002',
    stream: true,
  })
  expect(request.messages).toMatchObject([{ role: 'user', text: 'Once upon' }])
})

test('reads a text, whole or streamed', () => {
  const usage = { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 }
  const json = {
    model: 'davinci-002',
    choices: [{ index: 0, text: ' a time', finish_reason: 'length' }],
    usage,
  }
  const events: Array<{ data: JsonValue }> = [
    { data: { model: 'davinci-002', choices: [{ index: 0, text: ' a', finish_reason: null }] } },
    {
      data: {
        model: 'davinci-002',
        choices: [{ index: 0, text: ' time', finish_reason: 'length' }],
      },
    },
    { data: { model: 'davinci-002', choices: [], usage } },
    { data: '[DONE]' },
  ]
  const whole = readModelResponse(request, { status: 200, body: { json } })
  expect(whole).toEqual({
    model: 'davinci-002',
    usage: { inputTokens: 2, outputTokens: 3, cachedInputTokens: null, cacheWriteTokens: null },
    stopReason: 'length',
    text: ' a time',
    toolCalls: [],
  })
  expect(readModelResponse(request, { status: 200, body: { events } })).toEqual(whole)
})
