import { expect, test } from 'vitest'
import type { Body, RecordedAction } from '../../../../src/core/cassette/schema.ts'
import { compareModelAnswers } from '../../../../src/core/divergence/differences/model-answers.ts'

const call = (body: Body | undefined, status = 200): RecordedAction => ({
  kind: 'action',
  parent: null,
  start: 0,
  duration: 5,
  outcome: 'success',
  index: 0,
  type: 'llm',
  name: 'chat m',
  request: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', headers: [] },
  response: { status, headers: [], ...(body ? { body } : {}), end: 'complete' },
})

const says = (content: string | null, args?: string, id = 'c'): Body => ({
  json: {
    id,
    created: id.length,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content,
          ...(args ? { tool_calls: [{ id, function: { name: 'f', arguments: args } }] } : {}),
        },
      },
    ],
  },
})

test('the text and the calls of an answer are compared, and nothing else of it', () => {
  const before = call(says('yes', '{"a":1}'))
  const paths = (now: RecordedAction) => compareModelAnswers(before, now).map(({ path }) => path)
  expect(paths(call(says('yes', '{ "a": 1 }', 'other')))).toEqual([])
  expect(paths(call(says('no', '{"a":1}')))).toEqual(['answer.text'])
  expect(paths(call(says('yes', '{"a":2}')))).toEqual(['answer.calls[0].arguments.a'])
  expect(paths(call(says('yes')))).toEqual(['answer.calls'])
  // A failure is an error of its own.
  expect(paths(call(undefined, 500))).toEqual([])
})
