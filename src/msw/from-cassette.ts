import { http, HttpResponse, type RequestHandler } from 'msw'
import { bodyPieces } from '../core/cassette/body.ts'
import { parseCassette } from '../core/cassette/parse.ts'
import type {
  Cassette,
  RecordedAction,
  RecordedResponse,
  ResponseEnd,
} from '../core/cassette/schema.ts'
import { readMatchRules } from '../core/matching/match-options.ts'
import { createRuleSet } from '../core/matching/match-rules.ts'
import type { MatchOptions } from '../core/options/match-schema.ts'
import { createRedactor, type RedactionRules } from '../core/redaction/index.ts'
import { lateSecretsOf } from '../core/replay/late-secrets.ts'
import { blockedAnswer } from '../core/replay/blocked-answer.ts'
import { RecordedAnswers } from './recorded-answers.ts'
import { statusTextOf } from '../core/cassette/response-head.ts'

export interface FromCassetteOptions {
  /** Which requests are the same, where the recording was made with rules of its own. */
  match?: MatchOptions
  /** Own secrets of the project, as the plugin redacts them. */
  secrets?: RedactionRules['secrets']
}

/** Request handlers for MSW, and what of the recording is left. */
export interface CassetteHandlers extends Array<RequestHandler> {
  /** The names of the recorded actions that have answered nothing yet, in their order. */
  unserved(): string[]
}

/** Headers about the bytes on the wire: what is served is decoded, and framed anew. */
const OF_THE_WIRE = /^(?:content-encoding|content-length|transfer-encoding|connection|keep-alive)$/i

/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([101, 204, 205, 304])

/**
 * Turns a recording into MSW request handlers, for the browser, Storybook, a development server or another test. Requests
 * are matched as in a replay, each recorded answer is given once, and a request to a recorded host that has no answer gets
 * an error (status 400, which no SDK retries) that names it and the nearest recorded action.
 *
 * Requests to other hosts, and those of the page to itself that were not recorded, are left to the handlers that follow.
 *
 * @param cassette A cassette, or the text of its file.
 * @throws {ReplayError} Where the text is no cassette, or no HTTP request was recorded.
 *
 * @example
 * import { setupWorker } from 'msw/browser'
 * import { fromCassette } from 'vitest-replay/msw'
 * import refund from './__cassettes__/refund.test.ts/refunds.cassette.jsonl?raw'
 *
 * await setupWorker(...fromCassette(refund)).start()
 */
export function fromCassette(
  cassette: Cassette | string,
  options: FromCassetteOptions = {},
): CassetteHandlers {
  const recording = typeof cassette === 'string' ? parseCassette(cassette) : cassette
  const { match, secrets } = options
  const headers = (match?.headers ?? []).map((name) => name.toLowerCase())
  const answers = new RecordedAnswers(recording, {
    redactor: createRedactor(
      { headers, ...(secrets ? { secrets } : {}) },
      recording.end?.secrets ?? null,
      undefined,
      undefined,
      lateSecretsOf(recording),
    ),
    rules: createRuleSet(match ? readMatchRules(match, 'call') : []),
    headers,
  })
  const isAsked = recordedReach(recording)
  const handler = http.all('*', async ({ request }) => {
    if (!isAsked(request)) return undefined
    const sent = {
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      body: new Uint8Array(await request.clone().arrayBuffer()),
    }
    const answer = answers.answer(sent)
    if (answer.kind === 'served') return responseOf(answer.action)
    const {
      status,
      statusText,
      headers: fields,
      pieces,
    } = blockedAnswer(request.url, answer.reason)
    console.error(`[vitest-replay] ${answer.reason}`)
    return new HttpResponse(pieces[0]!.slice().buffer as ArrayBuffer, {
      status,
      statusText,
      headers: fields,
    })
  })
  return Object.assign([handler], {
    unserved: () => answers.unserved().map(({ name }) => name),
  })
}

/** Returns the check for requests that are the recording's to answer. */
function recordedReach({ actions }: Cassette): (request: Request) => boolean {
  const urls = actions.flatMap(({ request }) => (request ? [new URL(request.url)] : []))
  const origins = new Set(urls.map(({ origin }) => origin))
  const places = new Set(urls.map(({ origin, pathname }) => origin + pathname))
  // A page asks its own server for its scripts, too.
  const own = (globalThis as { location?: { origin?: string } }).location?.origin
  return (request) => {
    const { origin, pathname } = new URL(request.url)
    return origin === own ? places.has(origin + pathname) : origins.has(origin)
  }
}

function responseOf({ response, error, name }: RecordedAction): Response {
  if (response) return servedResponse(response)
  if (error) return HttpResponse.error()
  // Only a damaged recording lacks both.
  throw new TypeError(`${name} was recorded without an answer`)
}

function servedResponse(response: RecordedResponse): Response {
  const { status, headers, body, end } = response
  const init = {
    status,
    statusText: statusTextOf(response),
    headers: headers.filter(([name]) => !OF_THE_WIRE.test(name)),
  }
  if (WITHOUT_BODY.has(status)) return new HttpResponse(null, init)
  return new HttpResponse(streamOf(bodyPieces(body), end), init)
}

/** A body in the pieces it came in. One that the client left stays open until it leaves again. */
function streamOf(pieces: Uint8Array[], end: ResponseEnd): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < pieces.length) return controller.enqueue(pieces[at++]!)
        if (end === 'aborted') return new Promise(() => {})
        if (end === 'complete') return controller.close()
        return controller.error(new TypeError('terminated: the recorded response broke off here'))
      },
    },
    { highWaterMark: 0 },
  )
}
