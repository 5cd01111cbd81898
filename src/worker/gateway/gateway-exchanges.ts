import { RawBody } from '../../core/cassette/raw-body.ts'
import type { HttpCall, HttpVerdict, ResponseTap } from '../context/http-call.ts'
import type { Exit, ExitVerdict } from '../context/scope.ts'
import type { AnswerHead, FromGateway, RelayedRequest, ToGateway } from './gateway-messages.ts'
import { askTarget, headOf } from './relayed-request.ts'
import { Tunnels } from './tunnels.ts'

/** The run that a gateway's requests belong to. */
export interface GatewayOptions {
  isReplay: boolean
  /** Runs code as the run's own. */
  within<T>(work: () => T): T
  /** Returns `true` where a rule decides on a connection. */
  isRuled(exit: Exit): boolean
  /** Decides on a connection that cannot be looked into. */
  leave(exit: Exit): ExitVerdict
  /** Decides on a request whose client this thread waits for. */
  decideNow(call: HttpCall, body: RawBody): HttpVerdict
  /** Returns `true` for a request that goes out unrecorded. */
  passes(request: { method: string; url: string }): boolean
}

/** The exchanges of one gateway. */
export class GatewayExchanges {
  /** The process that this thread waits for. */
  waitingFor: { stack: string | undefined } | undefined
  readonly #options: GatewayOptions
  readonly #post: (message: ToGateway) => void
  readonly #tunnels: Tunnels
  readonly #gone = new Map<number, AbortController>()
  readonly #taps = new Map<number, ResponseTap>()

  constructor(options: GatewayOptions, post: (message: ToGateway) => void) {
    this.#options = options
    this.#post = post
    this.#tunnels = new Tunnels(options)
  }

  receive(message: FromGateway): void {
    this.#options.within(() => this.#receive(message))
  }

  #receive(message: FromGateway): void {
    const { kind } = message
    if (kind === 'listening') return
    const { id } = message
    if (kind === 'request')
      return this.waitingFor
        ? this.#answerNow(id, message.request, this.waitingFor)
        : void this.#relay(id, message.request)
    if (kind === 'gone') return this.#gone.get(id)?.abort()
    if (kind === 'connect') return this.#decided(id, this.#tunnels.connect(message.target))
    if (kind === 'opaque')
      return this.#decided(id, this.#tunnels.opaque(message.target, message.reason))
    const tap = this.#taps.get(id)
    if (kind === 'live-head') tap?.head(message.head)
    else if (kind === 'live-piece') tap?.chunk(message.bytes)
    else if (kind === 'live-end') tap?.end('complete')
    else tap?.fail(message.error)
  }

  #decided(id: number, decision: 'look' | 'open' | 'refused'): void {
    this.#post({ kind: 'decided', id, decision })
  }

  async #relay(id: number, request: RelayedRequest): Promise<void> {
    const gone = new AbortController()
    this.#gone.set(id, gone)
    try {
      const answer = await askTarget(request, gone.signal)
      this.#head(id, headOf(answer))
      for await (const bytes of answer.body ?? []) this.#post({ kind: 'piece', id, bytes })
      this.#post({ kind: 'end', id })
    } catch {
      // The client of the child sees what ours saw: a connection that broke off.
      this.#post({ kind: 'broken', id })
    } finally {
      this.#gone.delete(id)
    }
  }

  #head(id: number, head: AnswerHead): void {
    this.#post({ kind: 'head', id, head })
  }

  /** Answers without a turn of the event loop. */
  #answerNow(id: number, request: RelayedRequest, { stack }: { stack: string | undefined }): void {
    const { method, url, headers } = request
    if (this.#options.passes(request))
      return this.#post({ kind: 'live', id, body: request.body, isWatched: false })
    const body = new RawBody(request.body)
    const call: HttpCall = {
      method,
      url,
      headers,
      readBody: () => Promise.resolve(body),
      isDecoded: true,
      ...(stack === undefined ? {} : { stack }),
    }
    const verdict = this.#options.decideNow(call, body)
    if (verdict.kind === 'live') {
      this.#taps.set(id, verdict.tap)
      return this.#post({ kind: 'live', id, body: verdict.body.bytes, isWatched: true })
    }
    if (verdict.kind === 'respond') {
      const { response } = verdict
      const { status, statusText } = response
      this.#head(id, { status, statusText, headers: response.headers })
      for (const bytes of response.pieces) {
        this.#post({ kind: 'piece', id, bytes })
        response.onPiece?.()
      }
      return this.#post({ kind: response.end === 'complete' ? 'end' : 'broken', id })
    }
    // A client that gave up does so again.
    if (verdict.kind !== 'hang') this.#post({ kind: 'broken', id })
  }
}
