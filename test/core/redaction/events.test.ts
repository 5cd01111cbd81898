import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/core/json.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { GITHUB_TOKEN, OPENAI_KEY } from './fake-secrets.ts'

const events = (stream: JsonValue[]) => createRedactor({}).events(stream)

/** Events of several shapes, each carrying one piece of a text. */
const SHAPES: Record<string, (piece: string) => JsonValue> = {
  'OpenAI chat': (content) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }),
  'OpenAI tool call': (text) => ({
    choices: [{ index: 0, delta: { tool_calls: [{ index: 1, function: { arguments: text } }] } }],
  }),
  'OpenAI Responses': (delta) => ({
    type: 'response.output_text.delta',
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta,
  }),
  Anthropic: (text) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  }),
  Gemini: (text) => ({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] }),
  Bedrock: (text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } }),
  'plain text': (text) => text,
}

test.each(Object.entries(SHAPES))('%s: finds a key wherever it is split', (_, shape) => {
  for (let at = 0; at <= OPENAI_KEY.length; at++) {
    const pieces = [`key: ${OPENAI_KEY.slice(0, at)}`, `${OPENAI_KEY.slice(at)} done`]
    const expected =
      at === 0
        ? ['key: ', '<redacted:openai-key:1> done']
        : ['key: <redacted:openai-key:1>', ' done']
    const redacted = events(pieces.map(shape))
    expect(redacted).toEqual(expected.map(shape))
    expect(events(redacted)).toBe(redacted)
  }
})

test('finds a key that comes character by character, and cuts it out of the pieces that follow', () => {
  const stream = [...`a ${OPENAI_KEY} b`].map(SHAPES['OpenAI chat']!)
  const expected = [...'a ', '<redacted:openai-key:1>', ...Array<string>(50).fill(''), ...' b']
  expect(events(stream)).toEqual(expected.map(SHAPES['OpenAI chat']!))
})

test('interleaved texts are separated by their index', () => {
  const half = OPENAI_KEY.length / 2
  const [first, second] = [OPENAI_KEY.slice(0, half), OPENAI_KEY.slice(half)]
  const part = (index: number, text: string): JsonValue[] => [
    { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: text } },
    { choices: [{ index, delta: { content: text } }] },
    { choices: [{ index: 0, delta: { tool_calls: [{ index, function: { arguments: text } }] } }] },
    { type: 'text-delta', id: String(index), delta: text },
    {
      type: 'response.output_text.delta',
      item_id: `msg_${index}`,
      output_index: index,
      delta: text,
    },
  ]
  const stream = [part(0, first), part(1, 'unrelated '), part(0, second), part(1, 'text')].flat()
  const expected = [
    part(0, '<redacted:openai-key:1>'),
    part(1, 'unrelated '),
    part(0, ''),
    part(1, 'text'),
  ].flat()
  expect(events(stream)).toEqual(expected)
})

test('finds a secret whole within one event, though what went before ends in a letter', () => {
  const stream = [{ text: 'first' }, { text: OPENAI_KEY }, { text: ' last' }]
  expect(events(stream)).toEqual([
    { text: 'first' },
    { text: '<redacted:openai-key:1>' },
    { text: ' last' },
  ])
})

test('finds a field of JSON that is sent in pieces', () => {
  const text = '{"user":"ann","password":"hunter2hunter2","n":1}'
  const shape = SHAPES['OpenAI tool call']!
  for (let size = 1; size < 20; size++) {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'g'))!
    const printed = JSON.stringify(events(pieces.map(shape)))
    expect(printed).toContain('<redacted:credential-field:1>')
    expect(printed).not.toMatch(/hunter|nter2/)
  }
})

test('numbers secrets in the order of the stream, and leaves what is clean as it is', () => {
  const clean = { type: 'ping', n: 1 }
  const stream: JsonValue[] = [
    clean,
    { a: GITHUB_TOKEN, b: 'x ' },
    { a: ' y', b: OPENAI_KEY.slice(0, 9) },
    { a: 'z', b: OPENAI_KEY.slice(9) },
    { api_key: 'hunter2hunter2' },
    '[DONE]',
  ]
  const redactor = createRedactor({})
  const redacted = redactor.events(stream)
  expect(redacted).toEqual([
    clean,
    { a: '<redacted:github-token:1>', b: 'x ' },
    { a: ' y', b: '<redacted:openai-key:1>' },
    { a: 'z', b: '' },
    { api_key: '<redacted:credential-field:1>' },
    '[DONE]',
  ])
  expect(redacted[0]).toBe(clean)
  const quiet = [clean, { text: 'a' }, { text: 'b' }, '[DONE]', null, 1]
  expect(redactor.events(quiet)).toBe(quiet)
})

test('reads a long stream to its end', { timeout: 20_000 }, () => {
  const stream = Array.from({ length: 100_000 }, () => SHAPES['OpenAI chat']!('sk-'))
  expect(events(stream)).toBe(stream)
})
