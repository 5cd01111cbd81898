import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { providerOf, readModelRequest } from '../../../src/core/providers/index.ts'

const CHAT = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }
const MESSAGES = { ...CHAT, max_tokens: 1024 }
const CONTENTS = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }

test.each<[url: string, body: JsonValue, api: string, model: string]>([
  ['https://api.openai.com/v1/chat/completions', CHAT, 'chat.completions', 'm'],
  ['https://openrouter.ai/api/v1/chat/completions', CHAT, 'chat.completions', 'm'],
  ['https://api.groq.com/openai/v1/chat/completions', CHAT, 'chat.completions', 'm'],
  ['https://api.deepseek.com/chat/completions', CHAT, 'chat.completions', 'm'],
  ['http://localhost:11434/v1/chat/completions/', CHAT, 'chat.completions', 'm'],
  ['<OLLAMA_API_BASE>/chat/completions', CHAT, 'chat.completions', 'm'],
  [
    'https://x.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    { messages: [{ role: 'user', content: 'Hello' }] },
    'chat.completions',
    'gpt-4o',
  ],
  ['https://api.openai.com/v1/responses', { model: 'm', input: 'Hello' }, 'responses', 'm'],
  ['https://x.openai.azure.com/openai/v1/responses', { model: 'm', input: [] }, 'responses', 'm'],
  ['https://api.voyageai.com/v1/embeddings', { model: 'm', input: ['a'] }, 'embeddings', 'm'],
  ['http://localhost:8000/v1/completions', { model: 'm', prompt: 'Once' }, 'completions', 'm'],
  ['https://api.anthropic.com/v1/messages?beta=true', MESSAGES, 'messages', 'm'],
  ['https://gateway.example/anthropic/v1/messages', MESSAGES, 'messages', 'm'],
  [
    'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict',
    { anthropic_version: 'vertex-2023-10-16', max_tokens: 9, messages: CHAT.messages },
    'messages',
    'claude-sonnet-4-5@20250929',
  ],
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=k',
    CONTENTS,
    'generateContent',
    'gemini-2.5-flash',
  ],
  [
    'https://proxy.example/v1/models/gemini-2.5-flash%3AstreamGenerateContent?alt=sse',
    CONTENTS,
    'generateContent',
    'gemini-2.5-flash',
  ],
  [
    'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-3-pro:generateContent',
    CONTENTS,
    'generateContent',
    'gemini-3-pro',
  ],
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents',
    { requests: [{ content: { parts: [{ text: 'a' }] } }] },
    'embedContent',
    'gemini-embedding-001',
  ],
  [
    'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict',
    { instances: [{ content: 'a' }] },
    'embedContent',
    'text-embedding-005',
  ],
])('knows a model call by path and body: %s', (url, body, api, model) => {
  expect(readModelRequest({ method: 'post', url, body })).toMatchObject({ api, model })
})

test.each<[reason: string, method: string, url: string, body: JsonValue | undefined]>([
  ['no body', 'POST', 'https://api.openai.com/v1/chat/completions', undefined],
  ['not a POST', 'GET', 'https://api.openai.com/v1/responses', { model: 'm', input: 'x' }],
  ['no messages', 'POST', 'https://api.openai.com/v1/chat/completions', { model: 'm' }],
  ['a chat tool', 'POST', 'https://slack.example/v1/messages', { channel: 'C1', text: 'Hi' }],
  ['a text message', 'POST', 'https://sms.example/v1/messages', { to: '+49', messages: ['Hi'] }],
  ['no limit', 'POST', 'https://mail.example/messages', CHAT],
  ['a thread', 'POST', 'https://api.openai.com/v1/threads/t/messages', { role: 'user' }],
  ['a survey', 'POST', 'https://forms.example/f/1/responses', { answers: [1, 2], input: 'x' }],
  ['counting', 'POST', 'https://api.anthropic.com/v1/messages/count_tokens', MESSAGES],
  ['a batch', 'POST', 'https://api.anthropic.com/v1/messages/batches', { requests: [MESSAGES] }],
  [
    'counting',
    'POST',
    'https://x.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens',
    CONTENTS,
  ],
  ['a chat route', 'POST', 'http://localhost:3000/api/chat', { ...CHAT, id: 'chat-1' }],
  ['Bedrock', 'POST', 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse', CHAT],
  ['Imagen', 'POST', 'https://x.googleapis.com/v1/models/imagen-4:predict', { instances: [{}] }],
])('leaves %s alone: %s %s', (_reason, method, url, body) => {
  expect(readModelRequest({ method, url, body })).toBeNull()
})

test.each([
  ['https://api.openai.com/v1/chat/completions', 'openai'],
  ['http://127.0.0.1:8080/v1/messages', 'anthropic'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', 'google'],
  ['https://api.example.com', null],
  ['https://api.example.com/orders', null],
  ['', null],
])('names the provider of %s', (url, provider) => {
  expect(providerOf(url)).toBe(provider)
})
