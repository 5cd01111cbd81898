import { serializeCassette } from '../serialize.ts'
import { maskError, maskIds } from './mask-chance.ts'
import { actedOnHeaders } from '../acted-on-headers.ts'
import type { ProcessFacts } from '../../processes/process-schema.ts'
import type {
  Body,
  Cassette,
  CassetteEnd,
  RecordedAction,
  RecordedError,
  RecordedRequest,
  RecordedResponse,
} from '../schema.ts'

/**
 * Compares two recordings except for times, machine, journal and the id, which depends on the path. If they are equal, the older file
 * stays as it is, so that recording again what has not changed leaves no difference in git.
 */
export function isSameRecording(a: Cassette, b: Cassette): boolean {
  if (a.actions.length !== b.actions.length) return false
  // A cassette without a journal gains one.
  if (!a.end?.environment && b.end?.environment) return false
  return serializeCassette(withoutTimes(a)) === serializeCassette(withoutTimes(b))
}

function withoutTimes(cassette: Cassette): Cassette {
  const isOutside = outsideOf(cassette)
  return {
    header: {
      ...cassette.header,
      runId: '',
      recordedAt: '',
      environment: { node: '', platform: '', packages: {} },
    },
    actions: cassette.actions.map(({ timeToHeadersMs: _time, receiver: _receiver, ...action }) => ({
      ...withoutChance(action, action.type === 'step' ? isOutside : undefined),
      start: 0,
      duration: 0,
      ...(action.request ? { request: withoutUnknown(action.request) } : {}),
      ...(action.response ? { response: withoutMoment(action.response) } : {}),
      ...(action.process ? { process: withoutPieces(action.process) } : {}),
      ...(action.websocket ? { websocket: {} } : {}),
    })),
    end: cassette.end && withoutChance(withoutJournal(cassette.end), isOutside),
  }
}

/** An action of the background: of these, the names alone say something. */
const BACKGROUND: RecordedAction = {
  kind: 'action',
  index: 0,
  type: 'http',
  name: '',
  parent: null,
  start: 0,
  duration: 0,
  outcome: 'success',
}

/** @note Dates, ids of requests and limits are others in each recording. */
function withoutMoment({ wire: _wire, ...received }: RecordedResponse): RecordedResponse {
  const response = withoutChance(received)
  const headers = actedOnHeaders(response.headers)
  const body = timeless(response.body)
  return { ...response, headers, body: body && response.status >= 400 ? maskIds(body) : body }
}

/** @note Its id and the pieces of its output are others in each recording. */
function withoutPieces({ pid: _pid, events: _events, ...facts }: ProcessFacts): ProcessFacts {
  return facts
}

function withoutUnknown({
  unknownHeaders: _unknown,
  ...request
}: RecordedRequest): RecordedRequest {
  return request
}

/**
 * @note Clock readings and random values differ by nature; where they matter, they are in a request
 * too.
 */
function withoutJournal({
  environment: _environment,
  own: _own,
  returnedAt: _returnedAt,
  background = [],
  ...end
}: CassetteEnd): CassetteEnd {
  const quiet = background.map((action) => ({ ...BACKGROUND, name: action.name }))
  const names = quiet.length > 0 ? { background: quiet } : {}
  return { ...end, ...names, totals: { ...end.totals, duration: 0 } }
}

/** Ids of requests, ports and counts in an error are others in each recording. */
function withoutChance<T extends { error?: RecordedError | undefined }>(
  part: T,
  isOutside?: (text: string) => boolean,
): T {
  return part.error ? { ...part, error: maskError(part.error, isOutside) } : part
}

/** Finds texts in what came to the agent from outside: in all actions but its own steps, which a replay runs again. */
function outsideOf({ actions }: Cassette): (text: string) => boolean {
  let text: string | undefined
  return (part) => {
    text ??= JSON.stringify(actions.filter(({ type }) => type !== 'step'))
    return text.includes(part)
  }
}

/** @note Chunk boundaries depend on the network, and differ from one recording to the next. */
function timeless(body: Body | undefined): Body | undefined {
  if (!body) return undefined
  if ('text' in body) return { text: body.text }
  if ('base64' in body) return { base64: body.base64 }
  if ('json' in body) return body
  const { times: _times, ...rest } = body
  return rest
}
