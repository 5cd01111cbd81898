import type { JsonValue } from '../json.ts'
import type { ProviderName } from './model-call.ts'

interface ErrorText {
  message: string
  code: string
}

const SHAPES: Record<ProviderName, (error: ErrorText) => JsonValue> = {
  openai: ({ message, code }) => ({
    error: { message, type: 'invalid_request_error', param: null, code },
  }),
  anthropic: ({ message, code }) => ({
    type: 'error',
    error: { type: 'invalid_request_error', message, code },
  }),
  aws: ({ message, code }) => ({ message, code }),
  cohere: ({ message, code }) => ({ message, code }),
  ollama: ({ message, code }) => ({ error: message, code }),
  vercel: ({ message, code }) => ({
    error: { message, type: 'invalid_request_error', param: null, code },
  }),
  google: ({ message, code }) => ({
    error: {
      code: 400,
      message,
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: code,
          domain: 'vitest-replay',
        },
      ],
    },
  }),
}

/**
 * Renders the body of an HTTP 400 answer in a provider's own error shape, so that its SDK throws
 * its usual error with our message in it and does not try again.
 *
 * @example
 * const body = renderProviderError(providerOf(request.url), {
 *   message: 'Failed to replay: nothing was recorded for this request.',
 *   code: 'REPLAY_BLOCKED',
 * })
 * const response = Response.json(body, { status: 400 })
 *
 * @see https://platform.openai.com/docs/guides/error-codes
 */
export function renderProviderError(provider: ProviderName | null, error: ErrorText): JsonValue {
  if (provider) return SHAPES[provider](error)
  return { error: { message: error.message, code: error.code, type: 'invalid_request_error' } }
}
