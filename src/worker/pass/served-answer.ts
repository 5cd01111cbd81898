import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { ArrivingBody } from '../context/arriving-body.ts'
import type { HttpVerdict, ReplayResponse } from '../context/http-call.ts'
import { replayResponse } from './replay-response.ts'
import type { SentRequest } from './sent-request.ts'

/** Milliseconds: a longer time limit of a client is not waited for again. */
const LONGEST_LIMIT = 5000

interface ServedOptions {
  arriving?: ArrivingBody | undefined
  onPiece(): void
  /** Makes another response of it. */
  cut?: ((response: ReplayResponse) => ReplayResponse | undefined) | undefined
}

/** Makes the answer to a request of what was recorded. */
export function servedAnswer(
  answer: RecordedAction,
  request: SentRequest,
  { arriving, onPiece, cut }: ServedOptions,
): HttpVerdict {
  if (answer.response) {
    const response = { ...replayResponse(answer.response, request, arriving), onPiece }
    const { timeToHeadersMs } = answer
    if (typeof timeToHeadersMs === 'number') response.after = timeToHeadersMs
    return { kind: 'respond', body: request.body, response: cut?.(response) ?? response }
  }
  const error = answer.error ?? { name: 'TypeError', message: 'fetch failed' }
  if (error.name === 'AbortError') return { kind: 'hang' }
  const isShort = error.name === 'TimeoutError' && answer.duration <= LONGEST_LIMIT
  return { kind: 'fail', error, ...(isShort ? { after: answer.duration } : {}) }
}
