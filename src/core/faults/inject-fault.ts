import { bodyPieces } from '../cassette/body.ts'
import { createsUnkeyed } from './creates-unkeyed.ts'
import type {
  Cassette,
  RecordedAction,
  RecordedError,
  RecordedResponse,
} from '../cassette/schema.ts'
import { providerOf } from '../providers/index.ts'
import type { FaultKind, FaultOptions } from './fault.ts'
import { paceOf, type Pace } from './pace.ts'
import { failureMessage, renderFailure } from './service-failure.ts'
import { REFUSAL, spoilAnswer } from './spoil-answer.ts'

/** The message of the error that a tool throws. */
const TOOL_ERROR = 'The tool failed (a fault put in by the test)'

/** The message of the error of a tool that did its work. */
const LOST_ERROR = 'The answer of the tool was lost (a fault put in by the test)'

type Outcome = Pick<RecordedAction, 'response' | 'error' | 'outputs'>
type LateFault = 'recorded_speed' | 'slow'
type FaultyOutcome = Outcome & { pace?: Pace }

/** A recording with a fault in it, and the texts by which the fault is recognised. */
export interface FaultyRecording {
  cassette: Cassette
  /** The indices of the actions that are faults. */
  faults: ReadonlySet<number>
  traces: readonly string[]
  /** The pace of those that come late. */
  pace?: Pace
}

/**
 * Puts a fault into a recording, before the answer that it stands for: whoever asks again gets the recorded answer. `null`
 * where the fault does not fit the action.
 */
export function injectFault(
  cassette: Cassette,
  target: RecordedAction,
  options: FaultOptions,
): FaultyRecording | null {
  const { kind, times = 1, after } = options
  const faulty = isLate(kind) ? lateOutcome(target, options) : faultyOutcome(target, kind, after)
  if (!faulty) return null
  const { pace, ...outcome } = faulty
  const next = Math.max(...cassette.actions.map(({ index }) => index)) + 1
  const { response: _r, error: _e, outputs: _o, timeToHeadersMs: _t, ...asked } = target
  const faults = Array.from({ length: times }, (_, turn): RecordedAction => ({
    ...asked,
    ...outcome,
    index: next + turn,
    // It has ended before anything else does: no answer waits for another.
    duration: 0,
    outcome: outcome.outputs || outcome.response ? 'success' : 'error',
  }))
  const actions = cassette.actions.flatMap((action) =>
    action.index === target.index ? [...faults, action] : [action],
  )
  return {
    cassette: { ...cassette, actions },
    faults: new Set(faults.map(({ index }) => index)),
    traces: isLate(kind) ? [] : tracesOf(outcome, kind),
    ...(pace ? { pace } : {}),
  }
}

/** Returns `true` for a fault that is the recorded answer, which comes late. */
function isLate(kind: FaultKind): kind is LateFault {
  return kind === 'recorded_speed' || kind === 'slow'
}

function isWhole({ status, end }: RecordedResponse): boolean {
  return status < 400 && end === 'complete'
}

function lateOutcome(target: RecordedAction, options: FaultOptions): FaultyOutcome | null {
  const { response } = target
  if (!response || !isWhole(response)) return null
  const pace = paceOf({ ...target, response }, options)
  return pace && { response, pace }
}

function faultyOutcome(
  target: RecordedAction,
  kind: Exclude<FaultKind, LateFault>,
  after: number | undefined,
): FaultyOutcome | null {
  const { request, response, type } = target
  if (kind === 'duplicate_delivery' && type === 'tool') return { error: LOST }
  if (kind === 'tool_throws') return type === 'tool' ? { error: TOOL } : null
  if (kind === 'tool_returns_nothing') {
    const isNothing = target.outputs === undefined || (target.outputs.json ?? null) === null
    return type === 'tool' && !isNothing ? { outputs: NOTHING } : null
  }
  // A fault cannot replace the answer of a call that failed in the recording.
  if (!request || !response || !isWhole(response)) return null
  switch (kind) {
    case 'rate_limited':
    case 'server_error':
    case 'overloaded': {
      const { json, ...head } = renderFailure(providerOf(request.url), kind)
      return { response: { ...head, body: { json }, end: 'complete' } }
    }
    case 'connection_reset':
      return { error: RESET }
    case 'time_out':
      return { error: TIME_OUT }
    case 'duplicate_delivery':
      return createsUnkeyed(target) ? { error: RESET } : null
    case 'stream_cut':
      return cutStream(response, after)
    case 'truncated_json':
      return cutJson(response)
    default: {
      const body = type === 'llm' && response.body ? spoilAnswer(response.body, kind) : undefined
      return body ? { response: { ...plain(response), body } } : null
    }
  }
}

const NOTHING = { json: null, meta: { values: ['undefined'], v: 1 } }
const TOOL: RecordedError = { name: 'Error', message: TOOL_ERROR }
const LOST: RecordedError = { name: 'Error', message: LOST_ERROR }

/** @note The code stands on the error too: `fetch` looks at the cause, `node:http` and axios at the error. */
function networkError(cause: RecordedError & { code: string }): RecordedError {
  return { name: 'TypeError', message: 'fetch failed', code: cause.code, cause }
}

const RESET = networkError({ name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' })
const TIME_OUT = networkError({
  name: 'HeadersTimeoutError',
  message: 'Headers Timeout Error',
  code: 'UND_ERR_HEADERS_TIMEOUT',
})

/** A response whose body was changed is not encoded, and of another length. */
function plain({ wire: _w, trailers: _t, early: _e, ...response }: RecordedResponse) {
  const headers = response.headers.filter(
    ([name]) => !/^content-(length|encoding|md5)$/i.test(name),
  )
  return { ...response, headers }
}

function cutStream(response: RecordedResponse, after: number | undefined): Outcome | null {
  const { body } = response
  const parts = body && ('events' in body ? body.events : 'lines' in body ? body.lines : undefined)
  if (!body || !parts || parts.length < 2) return null
  const kept = after ?? Math.ceil(parts.length / 2)
  if (kept >= parts.length) return null
  const { times: _, ...rest } = body as Extract<
    typeof body,
    { events: unknown } | { lines: unknown }
  >
  const cut =
    'events' in rest
      ? { ...rest, events: rest.events.slice(0, kept) }
      : { lines: rest.lines.slice(0, kept) }
  return { response: { ...plain(response), body: cut, end: 'truncated' } }
}

/** @note As from a proxy that cuts a body and ends the response all the same: a client cannot see that it is not whole. */
function cutJson(response: RecordedResponse): Outcome | null {
  const { body } = response
  if (!body || !('json' in body)) return null
  const text = new TextDecoder().decode(bodyPieces(body)[0])
  const cut = text.slice(0, Math.ceil(text.length / 2))
  return { response: { ...plain(response), body: { text: cut } } }
}

function tracesOf({ error, response }: Outcome, kind: FaultKind): string[] {
  const texts = [error?.message, error?.code, error?.cause?.message]
  if (kind === 'refusal') texts.push(REFUSAL)
  if (kind === 'rate_limited' || kind === 'server_error' || kind === 'overloaded')
    texts.push(failureMessage(kind), String(response!.status))
  return texts.filter((text) => text !== undefined)
}
