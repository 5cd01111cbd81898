import { bodyPieces } from '../../core/cassette/body.ts'
import { encodeContent } from './content-coding.ts'
import type { RecordedResponse } from '../../core/cassette/schema.ts'
import type { ReplayResponse } from '../context/http-call.ts'

/** Statuses after which SDKs wait before they ask again. */
const RETRIED = new Set([408, 409, 429, 500, 502, 503, 504, 529])

/**
 * Makes a recorded response ready to be sent again.
 *
 * @note A recorded `retry-after` would make every replay wait for real. The SDKs of OpenAI, Anthropic and Vercel
 * look at `retry-after-ms` first, so that header is added and the recorded one stays as it was.
 */
export function replayResponse(
  recorded: RecordedResponse,
  { isDecoded }: { isDecoded: boolean },
): ReplayResponse {
  const headers = recorded.headers.filter(
    ([name]) => name.toLowerCase() !== 'retry-after-ms' || !RETRIED.has(recorded.status),
  )
  if (RETRIED.has(recorded.status)) headers.push(['retry-after-ms', '1'])
  const body = bodyPieces(recorded.body)
  const pieces = recorded.wire && !isDecoded ? encodeContent(body, recorded.wire) : body
  return {
    status: recorded.status,
    statusText: recorded.statusText,
    headers,
    pieces,
    end: recorded.end,
    streamed: pieces.length > 1 || recorded.end !== 'complete',
    ...(recorded.information ? { information: recorded.information } : {}),
    ...(recorded.trailers ? { trailers: recorded.trailers } : {}),
    ...(recorded.error ? { error: recorded.error } : {}),
  }
}
