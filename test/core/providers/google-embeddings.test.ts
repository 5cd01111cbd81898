import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'

const VERTEX = 'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google'

test.each<[url: string, body: JsonValue, response: JsonValue, inputTokens: number | null]>([
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:embedContent',
    { content: { parts: [{ text: 'a' }] } },
    { embedding: { values: [0.1] }, usageMetadata: { promptTokenCount: 3 } },
    3,
  ],
  [
    'https://generativelanguage.googleapis.com/v1/models/text-embedding-004:batchEmbedContents',
    { requests: [{ model: 'models/text-embedding-004', content: { parts: [{ text: 'a' }] } }] },
    { embeddings: [{ values: [0.1] }] },
    null,
  ],
  [
    `${VERTEX}/models/text-embedding-005:predict`,
    { instances: [{ content: 'a', task_type: 'RETRIEVAL_QUERY' }] },
    {
      predictions: [
        { embeddings: { values: [0.1], statistics: { token_count: 4 } } },
        { embeddings: { values: [0.2], statistics: { token_count: 7 } } },
      ],
    },
    11,
  ],
])('reads %s', (url, body, json, inputTokens) => {
  const request = readModelRequest({ method: 'POST', url, body })!
  expect(request).toMatchObject({
    operation: 'embeddings',
    messages: [{ role: 'user', text: 'a' }],
  })
  const read = readModelResponse(request, { status: 200, body: { json } })
  expect(read).not.toBeNull()
  expect(read?.usage?.inputTokens ?? null).toBe(inputTokens)
})
