import { expect, it } from 'vitest'
import { redactedKinds } from './redacted-form.ts'

it('tells a redacted text from one that is wrong', () => {
  const recorded = '{"key":"sk-1234","n":1}'

  expect(redactedKinds(recorded, recorded)).toEqual([])
  expect(redactedKinds(recorded, '{"key":"<redacted:openai-key:1>","n":1}')).toEqual(['openai-key'])
  expect(redactedKinds(recorded, '{"key":"<redacted:openai-key:1>","n":2}')).toBeNull()
  expect(redactedKinds(recorded, '{"key":"sk-1234"<redacted:openai-key:1>,"n":1}')).toBeNull()
  expect(redactedKinds(recorded, '{"key":"","n":1}')).toBeNull()
})
