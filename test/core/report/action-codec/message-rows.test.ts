import { expect, test } from 'vitest'
import { messageRows } from '../../../../src/core/report/action-codec/message-rows.ts'
import { buildAction, buildReport, buildRun } from '../../../report/build-report.ts'

const call = { id: 'call_1', name: 'lookup', arguments: { id: 'A-1' } }
const asked = {
  method: 'POST',
  url: 'https://api.openai.com/v1/chat/completions',
  headers: [],
  body: {
    json: {
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'You are kind.' },
        { role: 'user', content: 'Where is A-1?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'lookup', arguments: '{"id":"A-1"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'shipped' },
      ],
    },
  },
}

test('a run is exported as the conversation of its last model call, with the answer', () => {
  const report = buildReport([
    buildRun({
      actions: [
        buildAction({ index: 0, answer: { text: '', toolCalls: [call] } }),
        buildAction({
          index: 1,
          inputs: asked as never,
          answer: { text: 'On its way.', toolCalls: [] },
        }),
      ],
      scores: [{ name: 'tone', value: 0.5, at: '2026-01-01T00:00:00.000Z' } as never],
    }),
    buildRun({ runId: 'other', actions: [buildAction({ type: 'http', name: 'GET a' })] }),
  ])
  const rows = [...messageRows(report)]
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ status: 'passed', scores: { tone: 0.5 } })
  expect(rows[0]!['messages']).toEqual([
    { role: 'system', content: 'You are kind.' },
    { role: 'user', content: 'Where is A-1?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"id":"A-1"}' } },
      ],
    },
    { role: 'tool', content: 'shipped', tool_call_id: 'call_1' },
    { role: 'assistant', content: 'On its way.' },
  ])
})
