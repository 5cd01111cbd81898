import type { Chunk } from '../../core/cassette/body.ts'
import { bodyBytes, bodyContent, describeBody } from '../../core/cassette/body.ts'
import { redactBody } from '../../core/cassette/redact-body.ts'
import type {
  Body,
  ModelFacts,
  RecordedAction,
  RecordedError,
  RecordedRequest,
  RecordedResponse,
  ResponseEnd,
  Wire,
} from '../../core/cassette/schema.ts'
import { captureError, LOST_CONNECTION } from '../../core/cassette/value.ts'
import {
  hostOf,
  priceOf,
  readBilling,
  readModelResponse,
  type ModelRequest,
  type Usage,
} from '../../core/providers/index.ts'
import { classify } from '../../core/replay/describe-request.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { decodeContent } from '../context/content-coding.ts'
import type { ActionTimes } from '../../core/cassette/answer-time.ts'
import type { Information, ResponseTap } from '../context/http-call.ts'
import { workerState } from '../context/scope.ts'
import { storedStatus } from '../../core/cassette/response-head.ts'

/** A recorded exchange, before it is filed under an action. */
export interface RecordedExchange {
  type: 'llm' | 'http'
  name: string
  request: RecordedRequest
  response?: RecordedResponse
  error?: RecordedAction['error']
  llm?: ModelFacts
}

/** @note Written out: an environment has classes of its own for errors, which are none for Node. */
const ABORTED: RecordedError = {
  name: 'AbortError',
  message: 'This operation was aborted',
  class: 'DOMException',
}

interface TapOptions {
  redactor: Redactor
  /** Milliseconds since the start of the action. */
  now: () => number
}

interface Finish {
  error?: unknown
  trailers?: Header[]
  duration?: number
}

/** A tap that is closed when the run is over, whatever the client still has to read. */
export interface ClosableTap extends ResponseTap {
  close(): void
}

/**
 * Watches one exchange that goes over the network. `describe` is called at its end. `done` is called once, with what there
 * was: whole, broken off, left by the client, or failed before there was an answer.
 */
export function tapExchange(
  describe: () => { request: RecordedRequest; url: string; isDecoded: boolean },
  { redactor, now }: TapOptions,
  done: (exchange: Promise<RecordedExchange>, times: ActionTimes) => void,
): ClosableTap {
  let head: ReceivedHead | undefined
  let headAt = 0
  /** The time at which the client had read all that it has read. */
  let readAt = 0
  const chunks: Chunk[] = []
  const information: Information[] = []
  let isOver = false

  const finish = (end: ResponseEnd, how: Finish = {}) => {
    if (isOver) return
    isOver = true
    const { error, trailers = [], duration = now() } = how
    const times: ActionTimes = { duration, ...(head ? { timeToHeadersMs: headAt } : {}) }
    const { request, url, isDecoded } = describe()
    const { type, name, model } = classify({ ...request, url })
    const exchange: RecordedExchange = { type, name, request }
    if (!head) {
      exchange.error = error === undefined ? ABORTED : captureError(error)
      done(Promise.resolve(exchange), times)
      return
    }
    const broken = end === 'truncated' && error !== undefined ? { error } : {}
    const received = { head, information, chunks, end, trailers, isDecoded, ...broken }
    exchange.response = describeResponse(received, redactor)
    done(model ? addModelFacts(exchange, model, url) : Promise.resolve(exchange), times)
  }

  return {
    head(value) {
      headAt = readAt = now()
      // At once: a client that never reads the body may send on what a header gave it.
      head = { ...value, stored: redactor.headers(value.headers, 'response') }
    },
    chunk(bytes) {
      if (isOver) return
      readAt = now()
      chunks.push({ bytes: bytes.slice(), at: readAt - headAt })
    },
    information: (one) => void information.push(one),
    end: (end, how) => finish(end, how),
    fail: (error) => finish('truncated', { error }),
    close: () => finish('aborted', { duration: head ? readAt : now() }),
  }
}

type Header = [name: string, value: string]

/** The head of an answer, as it came and with its secrets replaced. */
type ReceivedHead = Parameters<ResponseTap['head']>[0] & { stored: Header[] }

interface Received {
  head: ReceivedHead
  information: Information[]
  chunks: Chunk[]
  end: ResponseEnd
  trailers: Header[]
  isDecoded: boolean
  error?: unknown
}

function describeResponse(received: Received, redactor: Redactor): RecordedResponse {
  const { head, chunks, information, trailers } = received
  let { end } = received
  const header = (name: string) =>
    head.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null
  const coding = header('content-encoding')
  const { chunks: decoded, wire } = received.isDecoded
    ? { chunks, wire: wireOf(coding, chunks) }
    : decodeContent(chunks, coding)
  // Some clients leave at the event that says it is over: there is nothing that they did not wait for.
  if (end === 'aborted' && hasLastEvent(decoded)) end = 'complete'
  const streamed = end !== 'complete' || chunks.length > 1
  const body = describeBody(decoded, header('content-type'), streamed)
  const response: RecordedResponse = {
    ...storedStatus({ status: head.status, statusText: redactor.text(head.statusText) }),
    headers: head.stored,
    end,
  }
  if (body) response.body = redactBody(body, redactor)
  const isChanged = response.body !== body
  // The encoded bytes would hold what was replaced.
  if (wire) response.wire = isChanged ? { coding: wire.coding } : wire
  else if (isChanged) response.headers = withLength(response.headers, response.body)
  if (information.length > 0)
    response.information = information.map(({ status, headers }) => ({
      status,
      headers: redactor.headers(headers, 'response'),
    }))
  if (trailers.length > 0) response.trailers = redactor.headers(trailers, 'response')
  const error = 'error' in received ? keptError(received.error) : undefined
  if (error !== undefined) response.error = redactError(captureError(error), redactor)
  return response
}

/** The coding of a body that its client has decoded. */
function wireOf(coding: string | null, chunks: readonly Chunk[]): Wire | undefined {
  const isKnown = /^[\s,]*((x-)?gzip|deflate|br|[\s,])+$/i.test(coding ?? '')
  return isKnown && chunks.length > 0 ? { coding: coding!.toLowerCase() } : undefined
}

/** A length that is said is that of the stored body. */
export function withLength(headers: Header[], body: Body | undefined): Header[] {
  return headers.map(([name, value]) =>
    name.toLowerCase() === 'content-length'
      ? [name, String(bodyBytes(body).length)]
      : [name, value],
  )
}

/**
 * Returns the error of a body that broke off. Of a connection that was lost that is undici's own, which knows the socket: the
 * client that replays makes of it what it makes of one.
 */
function keptError(error: unknown): unknown {
  const all = [error, (error as { cause?: unknown } | null)?.cause] as Array<{
    code?: unknown
    message?: unknown
  } | null>
  const lost = all.find((one) => one?.code === LOST_CONNECTION)
  if (lost) return lost
  return all.some((one) => one?.code === 'ECONNRESET' && one.message === 'aborted')
    ? undefined
    : error
}

function hasLastEvent(chunks: readonly Chunk[]): boolean {
  const tail = Buffer.concat(chunks.slice(-2).map(({ bytes }) => bytes)).toString()
  return /(^|\n)data: ?\[DONE\]\s*\n$/.test(tail)
}

async function addModelFacts(
  exchange: RecordedExchange,
  model: ModelRequest,
  url: string,
): Promise<RecordedExchange> {
  const content = bodyContent(exchange.response?.body)
  const answer =
    content && readModelResponse(model, { status: exchange.response!.status, body: content })
  const named = answer?.model ?? model.model
  const { headers } = exchange.response!
  exchange.llm = {
    provider: (await hostOf(url)) ?? model.provider,
    operation: model.operation,
    model: named,
    usage: answer?.usage ? storedUsage(answer.usage) : null,
    costUsd: await priceOf({
      provider: model.provider,
      url,
      model: named,
      usage: answer?.usage ?? null,
      ...(content && answer ? { billing: readBilling(content, headers) } : {}),
      at: new Date(workerState.date()),
    }),
    stopReason: answer?.stopReason ?? null,
  }
  return exchange
}

/** Leaves out the counts of a cache that the provider did not report. */
function storedUsage({
  cachedInputTokens,
  cacheWriteTokens,
  ...usage
}: Usage): NonNullable<ModelFacts['usage']> {
  return {
    ...usage,
    ...(cachedInputTokens === null ? {} : { cachedInputTokens }),
    ...(cacheWriteTokens === null ? {} : { cacheWriteTokens }),
  }
}

/** Replaces the secrets in an error's message and fields. */
export function redactError(error: RecordedError, redactor: Redactor): RecordedError {
  return redactor.json(error as never) as RecordedError
}
