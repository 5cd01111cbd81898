import { utf8 } from '../../core/bytes.ts'
import type { PolicyRule } from '../../core/policy/policy-rule.ts'
import { droppedAnswer } from '../../core/policy/telemetry-endpoints.ts'
import type { HttpCall, ReplayResponse } from '../context/http-call.ts'

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
