import { utf8 } from '../bytes.ts'
import { providerOf, renderProviderError } from '../providers/index.ts'

/** A response that is complete in one piece. */
export interface BlockedAnswer {
  status: number
  statusText: string
  headers: Array<[string, string]>
  pieces: Uint8Array[]
  end: 'complete'
  streamed: false
  /** For clients whose protocol has errors of its own. */
  blocked: string
}

/**
 * Answers a request that must not go out: HTTP 400 in the provider's own error shape, the one answer that no SDK retries.
 */
export function blockedAnswer(url: string, reason: string): BlockedAnswer {
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
    blocked: reason,
  }
}
