import { expect, test } from 'vitest'
import { readReasoning } from '../../src/page/run/telemetry/read-reasoning.ts'

const said = [{ type: 'text', text: 'Four.' }]

test.each([
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

test('what was said aloud is no thought', () => {
  expect(readReasoning({ json: { choices: [{ message: { content: 'Four.' } }] } })).toBe('')
})
