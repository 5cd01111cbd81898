import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { readModelRequest, readModelResponse } from '../../../src/core/providers/index.ts'
import type { ModelBody } from '../../../src/core/providers/index.ts'

const HOST = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash'
const CONTENTS = [{ role: 'user', parts: [{ text: 'Hi' }] }]

function readRequest(body: JsonValue, method = 'generateContent') {
  return readModelRequest({ method: 'POST', url: `${HOST}:${method}`, body })
}

const request = readRequest({ contents: CONTENTS })!

function readResponse(body: ModelBody) {
  return readModelResponse(request, { status: 200, body })
}

const CHUNKS: Array<JsonValue> = [
  {
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hm.', thought: true }] } }],
    usageMetadata: { promptTokenCount: 29, totalTokenCount: 90, thoughtsTokenCount: 61 },
    modelVersion: 'gemini-2.5-flash',
  },
  {
    candidates: [{ content: { role: 'model', parts: [{ text: 'It is ' }] }, index: 0 }],
    modelVersion: 'gemini-2.5-flash',
  },
  {
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ text: 'lost.' }, { functionCall: { name: 'refund', args: { id: 'A-17' } } }],
        },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: 29,
      cachedContentTokenCount: 16,
      toolUsePromptTokenCount: 10,
      candidatesTokenCount: 15,
      thoughtsTokenCount: 804,
      totalTokenCount: 858,
    },
    modelVersion: 'gemini-2.5-flash',
  },
]

const READ = {
  model: 'gemini-2.5-flash',
  usage: { inputTokens: 39, outputTokens: 819, cachedInputTokens: 16, cacheWriteTokens: null },
  stopReason: 'STOP',
  text: 'It is lost.',
  toolCalls: [{ id: null, name: 'refund', arguments: { id: 'A-17' } }],
}

test.each([
  [
    'the names of the JSON',
    'systemInstruction',
    'functionDeclarations',
    'functionCall',
    'functionResponse',
  ],
  [
    'the names of the proto',
    'system_instruction',
    'function_declarations',
    'function_call',
    'function_response',
  ],
])('reads a conversation with %s', (_name, system, declarations, call, response) => {
  const read = readRequest(
    {
      [system]: { parts: [{ text: 'You refund orders.' }] },
      contents: [
        ...CONTENTS,
        {
          role: 'model',
          parts: [{ text: 'Let me see.' }, { [call]: { name: 'lookup', args: { id: 1 } } }],
        },
        { role: 'user', parts: [{ [response]: { name: 'lookup', response: { status: 'lost' } } }] },
      ],
      tools: [{ [declarations]: [{ name: 'lookup' }] }, { googleSearch: {} }],
    },
    'streamGenerateContent',
  )
  expect(read).toEqual({
    provider: 'google',
    api: 'generateContent',
    operation: 'generate_content',
    model: 'gemini-2.5-flash',
    stream: true,
    messages: [
      { role: 'system', text: 'You refund orders.', toolCalls: [], toolCallId: null },
      { role: 'user', text: 'Hi', toolCalls: [], toolCallId: null },
      {
        role: 'assistant',
        text: 'Let me see.',
        toolCalls: [{ id: null, name: 'lookup', arguments: { id: 1 } }],
        toolCallId: null,
      },
      { role: 'tool', text: '{"status":"lost"}', toolCalls: [], toolCallId: null },
    ],
    tools: ['lookup', 'googleSearch'],
  })
})

test('reads a stream of events and a stream in one array alike', () => {
  expect(readResponse({ events: CHUNKS.map((data) => ({ data })) })).toEqual(READ)
  expect(readResponse({ json: CHUNKS })).toEqual(READ)
})

test('reads a response', () => {
  expect(readResponse({ json: CHUNKS[2]! })).toEqual({ ...READ, text: 'lost.' })
})

test('says what is known of a stream that broke off', () => {
  const read = readResponse({ json: CHUNKS.slice(0, 2) })
  expect(read).toMatchObject({ text: 'It is ', stopReason: null, toolCalls: [] })
})

test('puts the arguments together that Vertex streams by path', () => {
  const call = (functionCall: JsonValue) => ({
    data: { candidates: [{ content: { parts: [{ functionCall }] } }] },
  })
  const piece = (jsonPath: string, value: { [key: string]: JsonValue }) =>
    call({ partialArgs: [{ jsonPath, ...value }], willContinue: true })
  const read = readResponse({
    events: [
      call({ name: 'cook', willContinue: true }),
      piece('$.recipe.steps[0].name', { stringValue: 'Bo', willContinue: true }),
      piece('$.recipe.steps[0].name', { stringValue: 'il' }),
      piece('$.recipe.steps[1].minutes', { numberValue: 8 }),
      piece("$['for two']", { boolValue: true }),
      piece('$.note', { nullValue: null }),
      piece('$.__proto__.polluted', { stringValue: 'yes' }),
      piece('$.recipe.steps[999999].name', { stringValue: 'far' }),
      piece('not a path', { stringValue: 'lost' }),
      call({}),
      call({ name: 'serve' }),
    ],
  })
  expect(read?.toolCalls.map(({ name }) => name)).toEqual(['cook', 'serve'])
  expect(JSON.stringify(read?.toolCalls[0]?.arguments)).toBe(
    '{"recipe":{"steps":[{"name":"Boil"},{"minutes":8}]},"for two":true,"note":null,"__proto__":{"polluted":"yes"}}',
  )
  expect({}).not.toHaveProperty('polluted')
})

test('gives the reason of a prompt that was blocked', () => {
  const json = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 4 } }
  expect(readResponse({ json })).toMatchObject({ stopReason: 'SAFETY', text: '' })
})

test('does not take an error for an answer', () => {
  const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' }
  expect(readResponse({ json: { error } })).toBeNull()
  expect(readResponse({ json: [{ error }] })).toBeNull()
})
