import { normalizeBoundary, type ReadJson } from '../../core/cassette/body.ts'
import type { RawBody } from '../../core/cassette/raw-body.ts'
import type { RecordedRequest } from '../../core/cassette/schema.ts'
import { canonicalUrl } from '../../core/matching/canonical-url.ts'
import { comparedHeaders, type HeaderSelection } from '../../core/matching/compared-headers.ts'
import { operationOf, type Matchable } from '../../core/matching/matchable.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { classify, describeRequest, withContentType } from '../../core/replay/describe-request.ts'
import type { HttpCall, OutgoingCall } from '../context/http-call.ts'
import type { ActionIdentity } from './observed-action.ts'

/** A request with its body read. Its redacted form, which most replayed requests never need, is made once. */
export class SentRequest {
  readonly body: RawBody
  /** The URL without its secrets. */
  readonly url: string
  readonly operation: string
  /** Its content without what a client makes up for each request. */
  readonly content: RawBody
  /** The headers that a cassette stores. */
  readonly kept: ReadonlyArray<readonly [name: string, value: string]>
  readonly #call: OutgoingCall
  readonly #redactor: Redactor
  readonly #readJson: ReadJson
  readonly #unfinished: number | undefined
  #described: RecordedRequest | undefined
  #identity: ActionIdentity | undefined

  /** @param unfinished The bytes that were sent, where there was more to send. */
  constructor(
    call: OutgoingCall,
    body: RawBody,
    redactor: Redactor,
    readJson: ReadJson,
    unfinished?: number,
  ) {
    this.#call = call
    this.#unfinished = unfinished
    this.#readJson = readJson
    this.body = body
    this.#redactor = redactor
    this.url = redactor.url(call.url)
    const contentType =
      call.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
    const fixed = normalizeBoundary(body, contentType)
    this.content = fixed.raw
    this.kept = redactor.headers(withContentType(call, fixed.contentType), 'request')
    this.operation = operationOf(call.method, canonicalUrl(this.url), this.kept)
  }

  /** Its client receives bodies decoded. */
  get isDecoded(): boolean {
    return this.#call.isDecoded === true
  }

  /** The URL as it was sent. */
  get address(): string {
    return this.#call.url
  }

  get method(): string {
    return this.#call.method
  }

  /** Its headers as they were sent. */
  get headers(): HttpCall['headers'] {
    return this.#call.headers
  }

  /** The request as a cassette stores it. */
  get described(): RecordedRequest {
    if (this.#described) return this.#described
    const unfinished = this.#unfinished
    const described = describeRequest(this.#call, this.body, this.#redactor, this.#readJson)
    if (unfinished !== undefined) described.unfinished = unfinished
    return (this.#described = described)
  }

  /** Its type and name, read from its body. */
  get identity(): ActionIdentity {
    if (this.#identity) return this.#identity
    const { type, name } = classify({ ...this.described, url: this.#call.url })
    return (this.#identity = {
      type,
      name: this.#redactor.url(name),
      operation: this.operation,
    })
  }

  /** The same request with another body. */
  withBody(body: RawBody): SentRequest {
    return new SentRequest(this.#call, body, this.#redactor, this.#readJson)
  }

  /** The parts that are matched, except the body. */
  head(selection: HeaderSelection): Omit<Matchable, 'body'> {
    return {
      method: this.#call.method.toUpperCase(),
      url: canonicalUrl(this.url),
      headers: comparedHeaders(this.kept, selection, this.url),
    }
  }
}
