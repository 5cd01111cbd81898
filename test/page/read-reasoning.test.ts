import { expect, test } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { readReasoning } from '../../src/page/run/telemetry/read-reasoning.ts'

const said = [{ type: 'text', text: 'Four.' }]

test.each<[string, JsonValue]>([
  ['Anthropic', { content: [{ type: 'thinking', thinking: 'Two and two.' }, ...said] }],
  ['OpenAI', { output: [{ type: 'reasoning', summary: [{ text: 'Two and two.' }] }] }],
  [
    'DeepSeek',
    {
      choices: [{ message: { reasoning_content: 'Two and two.', content: 'Four.' } }],
    },
  ],
  [
    'Mistral',
    {
      choices: [
        {
          message: {
            content: [
              {
                type: 'thinking',
                thinking: [{ type: 'text', text: 'Two and two.' }],
              },
              ...said,
            ],
          },
        },
      ],
    },
  ],
  [
    'Google',
    {
      candidates: [{ content: { parts: [{ text: 'Two and two.', thought: true }] } }],
    },
  ],
  ['Cohere', { message: { content: [{ type: 'thinking', thinking: 'Two and two.' }, ...said] } }],
  ['Ollama', { message: { role: 'assistant', thinking: 'Two and two.', content: 'Four.' } }],
  [
    'Bedrock',
    {
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: 'Two and two.', signature: 's' } } },
            { text: 'Four.' },
          ],
        },
      },
    },
  ],
])('%s: what the model thought, whole', (_, json) => {
  expect(readReasoning({ json })).toBe('Two and two.')
})

test('Mistral: what the model thought, streamed', () => {
  const piece = (text: string) => ({
    data: {
      choices: [
        {
          delta: {
            content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }],
          },
        },
      ],
    },
  })
  expect(readReasoning({ events: [piece('Two '), piece('and two.')] })).toBe('Two and two.')
})

test.each([
  [
    'Cohere',
    (thinking: string) => ({
      type: 'content-delta',
      delta: { message: { content: { thinking } } },
    }),
  ],
  ['Ollama', (thinking: string) => ({ message: { role: 'assistant', thinking }, done: false })],
  ['Bedrock', (text: string) => ({ delta: { reasoningContent: { text } }, contentBlockIndex: 0 })],
  [
    'Bedrock, with the event around it',
    (text: string) => ({ contentBlockDelta: { delta: { reasoningContent: { text } } } }),
  ],
])('%s: what the model thought, streamed', (_, piece) => {
  const events = ['Two ', 'and two.'].map((text) => ({ data: piece(text) }))
  expect(readReasoning({ events })).toBe('Two and two.')
})

test('what was said aloud is no thought', () => {
  expect(readReasoning({ json: { choices: [{ message: { content: 'Four.' } }] } })).toBe('')
})
