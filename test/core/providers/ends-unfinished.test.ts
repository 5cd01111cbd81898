import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { endsUnfinished } from '../../../src/core/providers/index.ts'

const CHAT = 'https://api.openai.com/v1/chat/completions'
const RESPONSES = 'https://api.openai.com/v1/responses'
const MESSAGES = 'https://api.anthropic.com/v1/messages'
const GEMINI =
  'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse'
const COHERE = 'https://api.cohere.com/v2/chat'

const isUnfinished = (url: string, ...data: JsonValue[]) =>
  endsUnfinished(url, { events: data.map((one) => ({ data: one })) })

const chat = (reason: string | null) => ({
  choices: [{ index: 0, delta: { content: 'The ' }, finish_reason: reason }],
})
const start = { type: 'message_start', message: { type: 'message', content: [] } }
const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'The ' } }
const created = { type: 'response.created', response: { object: 'response', output: [] } }
const candidate = (reason: object) => ({
  candidates: [{ content: { parts: [{ text: 'The ' }] }, ...reason }],
})

test.each([
  [CHAT, [chat(null)], [chat('stop')]],
  [CHAT, [chat(null)], ['[DONE]']],
  [RESPONSES, [created], [{ type: 'response.completed', response: { object: 'response' } }]],
  [RESPONSES, [created], [{ type: 'response.incomplete', response: { object: 'response' } }]],
  [MESSAGES, [start, delta], [{ type: 'message_stop' }]],
  [MESSAGES, [start, delta], [{ type: 'error', error: { type: 'overloaded_error' } }]],
  [GEMINI, [candidate({})], [candidate({ finishReason: 'STOP' })]],
] as Array<[string, JsonValue[], JsonValue[]]>)('%s', (url, begun, end) => {
  expect(isUnfinished(url, ...begun)).toBe(true)
  expect(isUnfinished(url, ...begun, ...end)).toBe(false)
})

test('a stream of an API without a documented end, a document and an unknown stream are not unfinished', () => {
  expect(isUnfinished(COHERE, { type: 'message-start' })).toBe(false)
  expect(isUnfinished(CHAT, { hello: 1 })).toBe(false)
  expect(isUnfinished('https://api.shop.com/orders', chat(null))).toBe(false)
  expect(endsUnfinished(CHAT, { json: { choices: [{ message: { content: 'a' } }] } })).toBe(false)
})
