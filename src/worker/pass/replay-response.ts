import { utf8 } from '../../core/bytes.ts'
import { bodyPieces } from '../../core/cassette/body.ts'
import { NO_BODY } from '../../core/cassette/raw-body.ts'
import type { RecordedResponse } from '../../core/cassette/schema.ts'
import type { PolicyRule } from '../../core/policy/policy-rule.ts'
import { droppedAnswer } from '../../core/policy/telemetry-endpoints.ts'
import type { ArrivingBody } from '../context/arriving-body.ts'
import type { HttpCall, HttpVerdict, ReplayResponse } from '../context/http-call.ts'
import { blockedAnswer } from '../../core/replay/blocked-answer.ts'
import { encodeContent } from '../context/content-coding.ts'
import { statusTextOf } from '../../core/cassette/response-head.ts'

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
  arriving?: ArrivingBody,
): ReplayResponse {
  const { early } = recorded
  const headers = recorded.headers.filter(
    ([name]) => name.toLowerCase() !== 'retry-after-ms' || !RETRIED.has(recorded.status),
  )
  if (RETRIED.has(recorded.status)) headers.push(['retry-after-ms', '1'])
  const body = bodyPieces(recorded.body)
  const pieces = recorded.wire && !isDecoded ? encodeContent(body, recorded.wire) : body
  return {
    status: recorded.status,
    statusText: statusTextOf(recorded),
    headers,
    pieces,
    end: recorded.end,
    streamed: pieces.length > 1 || recorded.end !== 'complete',
    ...(recorded.information ? { information: recorded.information } : {}),
    ...(recorded.trailers ? { trailers: recorded.trailers } : {}),
    ...(recorded.error ? { error: recorded.error } : {}),
    ...(early && arriving
      ? {
          ready: async (received: number) => {
            const at = early.findLastIndex(([after]) => after <= received)
            // The head is sent when the request is recognised.
            if (at > 0) await arriving.until(early[at]![1])
          },
        }
      : {}),
  }
}

/** Answers a request that is dropped in a replay, in the form that telemetry clients accept. */
export function droppedResponse({ headers }: HttpCall, { pattern }: PolicyRule): ReplayResponse {
  const sent = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  // OTLP: the answer has the form of the request, and an empty message means that all was accepted.
  const isProtobuf = sent.includes('protobuf')
  const { status, body } = droppedAnswer(pattern)
  return {
    status,
    statusText: 'OK',
    headers: [
      ['content-type', isProtobuf ? 'application/x-protobuf' : 'application/json'],
      ['x-vitest-replay', 'dropped'],
    ],
    pieces: isProtobuf ? [] : [utf8(body)],
    end: 'complete',
    streamed: false,
  }
}

/** Answers a request that is refused. */
export function refusedCall({ url }: HttpCall, reason: string): HttpVerdict {
  return { kind: 'respond', body: NO_BODY, response: blockedAnswer(url, reason) }
}
