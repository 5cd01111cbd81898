import { expect, test } from 'vitest'
import { parseJson } from '../../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../../src/core/json.ts'
import {
  readBilling,
  readModelRequest,
  readModelResponse,
} from '../../../src/core/providers/index.ts'
import type { ModelRequest } from '../../../src/core/providers/index.ts'
import { tableSize } from '../../table-size.ts'

const URLS = [
  'https://h/v1/chat/completions',
  'https://h/v1/responses',
  'https://h/v1/embeddings',
  'https://h/v1/completions',
  'https://h/v1/messages',
  'https://h/v1/models/claude:rawPredict',
  'https://h/v1/models/m:streamGenerateContent',
  'https://h/v1/models/m-embedding:predict',
  'https://h/model/m/converse-stream',
  'https://h/model/m/invoke',
  'https://h/v1/chat',
  'https://h/v2/chat',
  'https://h/v2/embed',
  'https://h/v3/ai/language-model',
]

const APIS = [
  'chat.completions',
  'responses',
  'embeddings',
  'completions',
  'messages',
  'generateContent',
  'embedContent',
  'converse',
  'invoke',
  'cohere.chat',
  'cohere.chat.v1',
  'cohere.embed',
  'ollama',
  'ollama.embed',
  'ai-gateway',
] as const

const KEYS =
  `__proto__ constructor toString model messages role content type text input output prompt contents parts
   candidates choices delta message tool_calls function function_call arguments name id index usage prompt_tokens
   completion_tokens input_tokens output_tokens usageMetadata promptTokenCount functionCall functionResponse
   partialArgs jsonPath stringValue args response item output_index content_block max_tokens tools data embedding
   predictions instances requests system finish_reason contentBlockStart contentBlockDelta delta start toolUse
   toolUseId toolResult messageStop metadata message-end usage billed_units chat_history tool_results results
   outputText generation service_tier cost groundingMetadata webSearchQueries item action image document`.split(
    /\s+/,
  )

const WORDS = [
  '', '$', '$.a[0].__proto__', 'user', 'assistant', 'tool_use', 'tool_result', 'message', 'function_call',
  'message_start', 'content_block_start', 'content_block_delta', 'input_json_delta', 'message_delta',
  'response.output_item.added', 'response.output_text.delta', 'response.function_call_arguments.delta', '{"a":',
] // prettier-ignore

/** Small and seeded (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function anyJson(random: (below: number) => number, depth: number): JsonValue {
  const kind = random(depth > 0 ? 10 : 4)
  if (kind === 0) return null
  if (kind === 1) return [true, -1, 0, 1e308, 0.5, 2 ** 60][random(6)]!
  if (kind < 4) return WORDS[random(WORDS.length)]!
  if (kind < 6) return Array.from({ length: random(4) }, () => anyJson(random, depth - 1))
  const object: JsonObject = {}
  for (let n = random(8); n > 0; n--) {
    const value = anyJson(random, depth - 1)
    Object.defineProperty(object, KEYS[random(KEYS.length)]!, {
      value,
      enumerable: true,
      configurable: true,
    })
  }
  return object
}

function requestOf(api: ModelRequest['api']): ModelRequest {
  return {
    provider: 'openai',
    api,
    operation: 'chat',
    model: null,
    stream: true,
    messages: [],
    tools: [],
  }
}

const SEEDS = tableSize({ sample: 300, whole: 3000 })

test('never throws, whatever the bodies contain', () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomFrom(seed)
    const body = anyJson(random, 6)
    const shaped: JsonObject = {
      model: 'm',
      max_tokens: 1,
      anthropic_version: 'v',
      messages: [{ role: 'user', content: [body, { role: 'tool', content: body }] }],
      contents: [body, { parts: [body, { functionCall: body, functionResponse: body }] }],
      input: [body],
      prompt: [{ role: 'user', content: [body] }],
      instances: [{ content: body }, body],
      message: 'Hi',
      texts: ['Hi'],
      tools: [body],
    }
    const events = Array.from({ length: 5 }, () => ({ data: anyJson(random, 5) }))
    for (const url of URLS) {
      readModelRequest({ method: 'POST', url, body })
      expect(readModelRequest({ method: 'POST', url, body: shaped })).not.toBeNull()
    }
    for (const api of APIS) {
      readModelResponse(requestOf(api), { status: 200, body: { json: body } })
      readModelResponse(requestOf(api), { status: 200, body: { events } })
      readBilling({ events: [{ data: body }, ...events] })
      readModelResponse(requestOf(api), {
        status: 200,
        body: { events: [{ data: body }, ...events] },
      })
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('does not descend into what is nested deeper than the stack', () => {
  const deep = parseJson('['.repeat(200_000) + ']'.repeat(200_000))!
  const contents = [{ parts: [{ functionResponse: { name: 'f', response: { deep } } }] }]
  const url = 'https://h/v1/models/m:generateContent'
  const request = readModelRequest({ method: 'POST', url, body: { contents } })
  expect(request?.messages).toMatchObject([{ role: 'tool', text: '' }])
})

test('counts only what is a count', () => {
  const usage = { prompt_tokens: '12', completion_tokens: -3, total_tokens: null }
  const json = { choices: [{ message: { content: 7, tool_calls: {} }, finish_reason: 1 }], usage }
  expect(readModelResponse(requestOf('chat.completions'), { status: 200, body: { json } })).toEqual(
    {
      model: null,
      usage: null,
      stopReason: null,
      text: '',
      toolCalls: [],
    },
  )
})
