import type { ActionTimes } from '../../core/cassette/answer-time.ts'
import type { ReadJson } from '../../core/cassette/body.ts'
import { ReplayError } from '../../core/errors.ts'
import { compareModelAnswers } from '../../core/divergence/differences/model-answers.ts'
import { renderRule } from '../../core/policy/policy-rule.ts'
import { NO_BODY } from '../../core/cassette/raw-body.ts'
import { plainName } from '../../core/replay/describe-request.ts'
import type { ArrivingBody } from '../context/arriving-body.ts'
import type {
  Departure,
  ExchangeTap,
  HttpCall,
  HttpVerdict,
  OutgoingCall,
  ResponseTap,
} from '../context/http-call.ts'
import { SendingBody } from '../context/sending-body.ts'
import { sourceOf } from '../context/source-location.ts'
import { keepExchange, OpenExchange } from '../begun/open-exchange.ts'
import { workerState } from '../context/scope.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'
import type { Decision } from './decision.ts'
import { describePerformed } from './describe-performed.ts'
import type { ObservedAction, RunReason } from './observed-action.ts'
import type { PassLedger } from './pass-ledger.ts'
import { redactError, tapExchange, type ClosableTap, type RecordedExchange } from './recorder.ts'
import { SentRequest } from './sent-request.ts'

/** The requests that go over the network: each is filed when it is over. */
export class OutgoingRequests {
  readonly #ledger: PassLedger
  readonly #readJson: ReadJson
  /** The open exchanges, by the functions that close them. */
  readonly #open = new Map<() => void, OpenExchange>()

  constructor(ledger: PassLedger, readJson: ReadJson) {
    this.#ledger = ledger
    this.#readJson = readJson
  }

  /** Watches the answer to a request whose body was read. */
  decided(action: ObservedAction, decision: Decision | null, request: SentRequest): ResponseTap {
    this.#ledger.identify(action, { ...request.identity, operation: action.operation })
    this.#ledger.run(action, { reason: this.#reasonFor(request.address), decision })
    const close = () => tap.close()
    const tap = this.#tap(action, () => request, close)
    return this.#follow(action, request, tap, close)
  }

  /** Watches a request on its way out, and its answer. */
  watched(call: OutgoingCall, origin: CallOrigin): Departure {
    const { root, redactor } = this.#ledger.options
    const source = sourceOf(call.stack, root)
    const name = redactor.url(plainName(call))
    const action = this.#ledger.open(origin, source, { type: 'http', name, operation: '' })
    this.#ledger.run(action, { reason: 'recorded', decision: null })
    const tap = this.#watch(action, call, (request) =>
      this.#ledger.identify(action, request.identity),
    )
    if (source) return { tap }
    return { tap, locate: (stack) => this.#ledger.locate(action, sourceOf(stack, root)) }
  }

  /**
   * Watches a request that goes out before its body is whole, and its answer.
   *
   * @param decide Finds the recorded action that it stands for, once it is known.
   */
  arriving(
    action: ObservedAction,
    call: HttpCall,
    {
      arriving,
      decide,
    }: { arriving: ArrivingBody; decide: (request: SentRequest) => Decision | null },
  ): HttpVerdict {
    const { redactor } = this.#ledger.options
    const reason = this.#reasonFor(call.url)
    const name = redactor.url(plainName(call))
    this.#ledger.identify(action, { type: 'http', name, operation: '' })
    this.#ledger.run(action, { reason, decision: null })
    const tap = this.#watch(action, call, (request) => {
      const decision = decide(request)
      const operation = decision?.operation ?? request.operation
      this.#ledger.identify(action, { ...request.identity, operation })
      this.#ledger.run(action, { reason, decision })
    })
    return { kind: 'live', body: NO_BODY, tap, arriving: sendPieces(arriving, tap) }
  }

  /** A server of the run is a part of its agent: no request to it leaves the process. */
  #reasonFor(url: string): RunReason {
    const { plan, own } = this.#ledger.options
    if (plan !== 'replay') return 'recorded'
    return own.serves(url) ? 'executed' : 'live'
  }

  /** @param known Called with the request when it and its answer are over. */
  #watch(
    action: ObservedAction,
    call: OutgoingCall,
    known: (request: SentRequest) => void,
  ): ExchangeTap {
    const { redactor } = this.#ledger.options
    const sending = new SendingBody()
    const close = () => (waiting ? waiting() : inner.close())
    const describe = () => {
      const { body, unfinished } = sending
      const request = new SentRequest(call, body, redactor, this.#readJson, unfinished)
      known(request)
      return request
    }
    const inner = this.#tap(action, describe, close, sending)
    const followed = this.#follow(action, call, inner, close)
    /** The answer came to its end before the request did. */
    let waiting: (() => void) | undefined
    return {
      ...followed,
      head: (head) => {
        sending.answered(0)
        followed.head(head)
      },
      chunk: (bytes) => {
        sending.answered(bytes.length)
        followed.chunk(bytes)
      },
      end: (end, how) => {
        sending.answered(0)
        if (waiting && end === 'aborted') waiting()
        else if (sending.isWhole || end === 'aborted') inner.end(end, how)
        else {
          const duration = this.#ledger.now() - action.start
          followed.awaits?.(false)
          waiting = () => inner.end(end, { duration, ...how })
        }
      },
      sent: (bytes) => sending.add(bytes),
      sentAll: () => {
        sending.isWhole = true
        waiting?.()
      },
      sentBody: (body) => {
        sending.take(body)
        waiting?.()
      },
    }
  }

  #tap(
    action: ObservedAction,
    request: () => SentRequest,
    close: () => void,
    sending?: SendingBody,
  ): ClosableTap {
    const { redactor } = this.#ledger.options
    const describe = () => {
      const { described, address, isDecoded } = request()
      return { request: described, url: address, isDecoded }
    }
    const now = () => this.#ledger.now() - action.start
    return tapExchange(describe, { redactor, now }, (exchange, times) => {
      this.#open.delete(close)
      const early = sending?.early
      this.#ledger.track(
        exchange.then((known) => {
          if (early && known.response) known.response.early = early
          this.#file(action, known, times)
        }),
      )
    })
  }

  #follow<Tap extends ResponseTap>(
    action: ObservedAction,
    call: Pick<OutgoingCall, 'method' | 'headers'>,
    tap: Tap,
    close: () => void,
  ): Tap {
    const { name } = action
    const exchange = new OpenExchange(name, call, () => workerState.now())
    this.#open.set(close, exchange)
    keepExchange(action, exchange)
    const watched = exchange.watch(tap, () => this.#ledger.touch())
    const switched = (protocol: string) => watched.fail(this.#refuseSwitch(name, protocol))
    return { ...watched, switched }
  }

  /** @note What is said then is no HTTP: a replay could answer nothing of it. */
  #refuseSwitch(name: string, protocol: string): Error {
    const { runName, redactor } = this.#ledger.options
    const rule = renderRule({ kind: 'http', pattern: name.replace(/\?.*$/, '*'), effect: 'pass' })
    const error = new ReplayError('PROTOCOL_SWITCHED', {
      attempted: `Failed to record "${runName}"`,
      reason: `the server of "${name}" went on with the protocol "${redactor.text(protocol)}", which is not recorded`,
      remedy: `Let the request out in replays, too, with ${rule}, or have the agent ask without "Upgrade"`,
    })
    this.#ledger.failure ??= error
    return error
  }

  /** Lists the exchanges whose answer or body the client waits for. */
  underWay(): OpenExchange[] {
    return [...this.#open.values()].filter((exchange) => exchange.isUnderWay())
  }

  #file(action: ObservedAction, exchange: RecordedExchange, times: ActionTimes): void {
    const { player, redactor } = this.#ledger.options
    const { request, response, error, llm } = exchange
    const failed = error !== undefined || (response?.status ?? 0) >= 400
    const outcome = {
      outcome: failed ? ('error' as const) : ('success' as const),
      request,
      ...(response ? { response } : {}),
      ...(error ? { error: redactError(error, redactor) } : {}),
      ...(llm ? { llm } : {}),
    }
    const fresh = describePerformed(action, outcome, times)
    const { recorded } = action
    if (!recorded || !player) return this.#ledger.end(action, fresh)
    player.addOutcome(recorded, fresh)
    const output = recorded.type === 'llm' ? compareModelAnswers(recorded, fresh) : []
    this.#ledger.end(action, fresh, { output, volatile: [] })
  }

  /** Closes the exchanges that the agent left open. */
  close(): void {
    for (const close of this.#open.keys()) close()
  }
}

/** Passes on the pieces of a body as they go out, and to the tap. */
async function* sendPieces(arriving: ArrivingBody, tap: ExchangeTap): AsyncGenerator<Uint8Array> {
  for await (const piece of arriving.pieces()) {
    tap.sent(piece)
    yield piece
  }
  tap.sentAll()
}
