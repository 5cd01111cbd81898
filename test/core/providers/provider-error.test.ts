import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic, { BadRequestError as AnthropicBadRequestError } from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import { generateText } from 'ai'
import OpenAI, { BadRequestError as OpenAiBadRequestError } from 'openai'
import { afterEach, expect, test, vi } from 'vitest'
import { providerOf, renderProviderError } from '../../../src/core/providers/index.ts'

const error = { message: 'Nothing was recorded for this request.', code: 'REPLAY_BLOCKED' }
const MESSAGES = [{ role: 'user' as const, content: 'Hi' }]

let asked = 0

async function answer(input: string | URL | Request): Promise<Response> {
  asked++
  const url = input instanceof Request ? input.url : String(input)
  return Response.json(renderProviderError(providerOf(url), error), { status: 400 })
}

async function thrownBy(call: () => PromiseLike<unknown>): Promise<unknown> {
  asked = 0
  try {
    await call()
  } catch (thrown) {
    return thrown
  }
  return undefined
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test("raises OpenAI's own error, once", async () => {
  const client = new OpenAI({ apiKey: 'k', fetch: answer })
  const thrown = await thrownBy(() => client.responses.create({ model: 'gpt-5', input: 'Hi' }))
  expect(thrown).toBeInstanceOf(OpenAiBadRequestError)
  expect(thrown).toMatchObject({ message: `400 ${error.message}`, code: error.code })
  expect(asked).toBe(1)
})

test("raises Anthropic's own error, once", async () => {
  const client = new Anthropic({ apiKey: 'k', fetch: answer })
  const thrown = await thrownBy(() =>
    client.messages.create({ model: 'claude-opus-5', max_tokens: 9, messages: MESSAGES }),
  )
  expect(thrown).toBeInstanceOf(AnthropicBadRequestError)
  expect(thrown).toMatchObject({ message: expect.stringContaining(error.message), status: 400 })
  expect(asked).toBe(1)
})

test("raises Google's own error, once", async () => {
  vi.stubGlobal('fetch', answer)
  const client = new GoogleGenAI({ apiKey: 'k' })
  const thrown = await thrownBy(() =>
    client.models.generateContent({ model: 'gemini-2.5-flash', contents: 'Hi' }),
  )
  expect(thrown).toBeInstanceOf(ApiError)
  expect(thrown).toMatchObject({ message: expect.stringContaining(error.message), status: 400 })
  expect(asked).toBe(1)
})

test.each([
  ['OpenAI', createOpenAI({ apiKey: 'k', fetch: answer }).chat('gpt-4o')],
  ['Anthropic', createAnthropic({ apiKey: 'k', fetch: answer })('claude-opus-5')],
])("raises the AI SDK's error for %s, once", async (_name, model) => {
  const thrown = await thrownBy(() => generateText({ model, messages: MESSAGES }))
  expect(thrown).toMatchObject({ name: 'AI_APICallError', message: error.message, statusCode: 400 })
  expect(asked).toBe(1)
})

test('is plain where no provider is known', () => {
  expect(renderProviderError(null, error)).toEqual({
    error: { ...error, type: 'invalid_request_error' },
  })
})
