import { expect, test } from 'vitest'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

const url = 'https://api.openai.com/v1/embeddings'

test('reads the texts to embed and the tokens they took', () => {
  const body = { model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'base64' }
  const request = readModelRequest({ method: 'POST', url, body })!
  expect(request).toMatchObject({ operation: 'embeddings', model: 'text-embedding-3-small' })
  expect(request.messages.map((message) => message.text)).toEqual(['a', 'b'])

  const json = {
    object: 'list',
    model: 'text-embedding-3-small',
    data: [{ object: 'embedding', index: 0, embedding: 'AAAA' }],
    usage: { prompt_tokens: 12, total_tokens: 12 },
  }
  expect(readModelResponse(request, { status: 200, body: { json } })).toEqual({
    model: 'text-embedding-3-small',
    usage: { inputTokens: 12, outputTokens: 0, cachedInputTokens: null, cacheWriteTokens: null },
    stopReason: null,
    text: '',
    toolCalls: [],
  })
})

test('reads token numbers as no text', () => {
  const body = { model: 'text-embedding-3-small', input: [[1, 2, 3]] }
  expect(readModelRequest({ method: 'POST', url, body })?.messages).toEqual([])
})

test('counts the total where nothing else is counted, as with Voyage', () => {
  const request = readModelRequest({
    method: 'POST',
    url,
    body: { model: 'voyage-3', input: 'a' },
  })!
  const json = { object: 'list', data: [], model: 'voyage-3', usage: { total_tokens: 7 } }
  const read = readModelResponse(request, { status: 200, body: { json } })
  expect(read?.usage).toMatchObject({ inputTokens: 7, outputTokens: 0 })
})
