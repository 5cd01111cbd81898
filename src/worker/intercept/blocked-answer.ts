import { utf8 } from '../../core/bytes.ts'
import { providerOf, renderProviderError } from '../../core/providers/index.ts'
import type { ReplayResponse } from '../context/http-call.ts'

/**
 * Answers a request that must not go out: HTTP 400 in the provider's own error shape, the one answer that no SDK retries.
 */
export function blockedAnswer(url: string, reason: string): ReplayResponse {
  const error = { message: `[vitest-replay] blocked: ${reason}`, code: 'vitest_replay_blocked' }
  return {
    status: 400,
    statusText: 'Bad Request',
    headers: [
      ['content-type', 'application/json'],
      ['x-should-retry', 'false'],
      ['x-vitest-replay', 'blocked'],
    ],
    pieces: [utf8(JSON.stringify(renderProviderError(providerOf(url), error)))],
    end: 'complete',
    streamed: false,
  }
}
