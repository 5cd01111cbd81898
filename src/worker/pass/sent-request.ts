import { settleBoundary } from '../../core/cassette/body.ts'
import type { RecordedRequest } from '../../core/cassette/schema.ts'
import { operationOf, type Matchable } from '../../core/matching/matchable.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import type { HttpCall } from '../context/http-call.ts'
import type { ActionIdentity } from './observed-action.ts'
import { classify, describeRequest } from './recorder.ts'

/** A request with its body read. Its redacted form, which most replayed requests never need, is made once. */
export class SentRequest {
  readonly body: Uint8Array
  /** The URL without its secrets. */
  readonly url: string
  readonly operation: string
  readonly #call: HttpCall
  readonly #redactor: Redactor
  #described: RecordedRequest | undefined
  #identity: ActionIdentity | undefined

  constructor(call: HttpCall, body: Uint8Array, redactor: Redactor) {
    this.#call = call
    this.body = body
    this.#redactor = redactor
    this.url = redactor.url(call.url)
    this.operation = operationOf(call.method, this.url)
  }

  /** The request as a cassette stores it. */
  get described(): RecordedRequest {
    return (this.#described ??= describeRequest(this.#call, this.body, this.#redactor))
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

  /** Its content without what a client makes up for each request. */
  get content(): Uint8Array {
    const { headers } = this.#call
    const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
    return settleBoundary(this.body, contentType).bytes
  }

  /** The parts that are matched, except the body. */
  head(headers: readonly string[]): Omit<Matchable, 'body'> {
    const kept = headers.length === 0 ? [] : this.#redactor.headers(this.#call.headers, 'request')
    const present = new Map(kept)
    return {
      method: this.#call.method.toUpperCase(),
      url: this.url,
      headers: headers.map((name) => [name, present.get(name) ?? null]),
    }
  }
}
