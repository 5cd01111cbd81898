import { serializeCassette } from './serialize.ts'
import { actedOnHeaders } from './acted-on-headers.ts'
import type { ProcessFacts } from '../processes/process-schema.ts'
import type {
  Body,
  Cassette,
  CassetteEnd,
  RecordedAction,
  RecordedError,
  RecordedRequest,
  RecordedResponse,
} from './schema.ts'

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
  return {
    header: {
      ...cassette.header,
      runId: '',
      recordedAt: '',
      environment: { node: '', platform: '', packages: {} },
    },
    actions: cassette.actions.map(({ timeToHeadersMs: _timeToHeaders, ...action }) => ({
      ...withoutChance(action),
      start: 0,
      duration: 0,
      ...(action.request ? { request: withoutUnknown(action.request) } : {}),
      ...(action.response ? { response: withoutMoment(action.response) } : {}),
      ...(action.process ? { process: withoutPieces(action.process) } : {}),
    })),
    end: cassette.end && withoutChance(withoutJournal(cassette.end)),
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
function withoutMoment({ wire: _wire, ...response }: RecordedResponse): RecordedResponse {
  const headers = actedOnHeaders(response.headers)
  return { ...response, headers, body: timeless(response.body) }
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
  returnedAt: _returnedAt,
  background = [],
  ...end
}: CassetteEnd): CassetteEnd {
  const quiet = background.map((action) => ({ ...BACKGROUND, name: action.name }))
  const names = quiet.length > 0 ? { background: quiet } : {}
  return { ...end, ...names, totals: { ...end.totals, duration: 0 } }
}

/** Leaves out of an error what the machine and the service make up anew each time. */
function withoutChance<T extends { error?: RecordedError | undefined }>(part: T): T {
  if (!part.error) return part
  const text = JSON.stringify(part.error)
  return { ...part, error: JSON.parse(CHANCE.reduce(replaceAll, text)) as RecordedError }
}

function replaceAll(text: string, [pattern, by]: readonly [RegExp, string]): string {
  return text.replace(pattern, by)
}

/** Ids of requests, uuids, ports, and counts of bytes and milliseconds, in the JSON of an error. */
const CHANCE: ReadonlyArray<readonly [RegExp, string]> = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, 'uuid'],
  [/\b(?:req|request|trace|msg|chatcmpl|resp)[-_][\w-]{8,}/gi, 'id'],
  [/("(?:request|trace|span|correlation)[-_]?id":)"[^"]*"/gi, '$1"id"'],
  [/("\w*(?:port|bytes\w*|elapsed\w*|duration\w*)":)\d+/gi, '$10'],
  [/(\d{1,3}(?:\.\d{1,3}){3}|localhost|\]):\d{2,5}\b/gi, '$1:0'],
  [/\b\d+(?= (?:bytes?|ms|milliseconds?)\b)/gi, '0'],
]

/** @note Chunk boundaries depend on the network, and differ from one recording to the next. */
function timeless(body: Body | undefined): Body | undefined {
  if (!body) return undefined
  if ('text' in body) return { text: body.text }
  if ('base64' in body) return { base64: body.base64 }
  if ('json' in body) return body
  const { times: _times, ...rest } = body
  return rest
}
