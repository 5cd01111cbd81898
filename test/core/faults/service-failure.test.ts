import Anthropic, { RateLimitError as AnthropicRateLimitError } from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import OpenAI, { InternalServerError, RateLimitError } from 'openai'
import { afterEach, expect, test, vi } from 'vitest'
import { renderFailure, type ServiceFailure } from '../../../src/core/faults/service-failure.ts'
import { providerOf } from '../../../src/core/providers/index.ts'

const MESSAGES = [{ role: 'user' as const, content: 'Hi' }]

function answerWith(failure: ServiceFailure) {
  return async (input: string | URL | Request): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input)
    const { json, ...init } = renderFailure(providerOf(url), failure)
    return Response.json(json, init)
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test("a failure is the error of OpenAI's SDK", async () => {
  const ask = (failure: ServiceFailure) =>
    new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: answerWith(failure) }).responses
      .create({ model: 'gpt-5', input: 'Hi' })
      .catch((error: unknown) => error)
  expect(await ask('rate_limited')).toBeInstanceOf(RateLimitError)
  expect(await ask('rate_limited')).toMatchObject({ code: 'rate_limit_exceeded' })
  expect(await ask('server_error')).toBeInstanceOf(InternalServerError)
  expect(await ask('overloaded')).toMatchObject({ status: 503 })
})

test("a failure is the error of Anthropic's SDK", async () => {
  const ask = (failure: ServiceFailure) =>
    new Anthropic({ apiKey: 'k', maxRetries: 0, fetch: answerWith(failure) }).messages
      .create({ model: 'claude-opus-5', max_tokens: 9, messages: MESSAGES })
      .catch((error: unknown) => error)
  expect(await ask('rate_limited')).toBeInstanceOf(AnthropicRateLimitError)
  expect(await ask('overloaded')).toMatchObject({
    status: 529,
    error: { error: { type: 'overloaded_error' } },
  })
})

test("a failure is the error of Google's SDK", async () => {
  vi.stubGlobal('fetch', answerWith('rate_limited'))
  const client = new GoogleGenAI({ apiKey: 'k' })
  const asked = client.models.generateContent({ model: 'gemini-3-pro', contents: 'Hi' })
  const error = await asked.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    status: 429,
    message: expect.stringContaining('RESOURCE_EXHAUSTED'),
  })
})
