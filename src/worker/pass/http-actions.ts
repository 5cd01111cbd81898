import { utf8Text } from '../../core/bytes.ts'
import { canonicalBytes } from '../../core/matching/matchable.ts'
import { callStack } from '../context/call-stack.ts'
import type { HttpCall, HttpVerdict } from '../context/http-call.ts'
import { sourceOf } from '../context/source-location.ts'
import { blockedAnswer } from './blocked-answer.ts'
import type { Answered, Blocked, Decision } from './decision.ts'
import type { ObservedAction } from './observed-action.ts'
import type { PassLedger } from './pass-ledger.ts'
import { redactError, tapExchange, type RecordedExchange } from './recorder.ts'
import { replayResponse } from './replay-response.ts'
import { SentRequest } from './sent-request.ts'

/** The requests of a run: answered from the recording, blocked, or let out and recorded. */
export class HttpActions {
  readonly #ledger: PassLedger
  readonly #openTaps = new Set<() => void>()

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
  }

  /** Decides on a request, and returns what its interceptor has to do. */
  async decide(call: HttpCall, parent: number | null): Promise<HttpVerdict> {
    const { root, plan, runName, guard, arrivals } = this.#ledger.options
    const admission = this.#ledger.admit()
    if (admission === 'unanswered') return { kind: 'hang' }
    if (admission === 'refused') return refuse(call, guard!.error!.message)
    if (this.#ledger.isOver && plan === 'replay')
      return refuse(call, `the run "${runName}" is over`)
    const action = this.#ledger.open(parent, sourceOf(call.stack, root))
    const verdict = this.#answer(action, call, await call.readBody())
    if (action.answer && verdict.kind !== 'live') await arrivals?.turnOf(action.answer)
    if (!action.source)
      verdict.locate = (stack) => this.#ledger.locate(action, sourceOf(stack, root))
    return verdict
  }

  #answer(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    const { player, plan, redactor } = this.#ledger.options
    const request = new SentRequest(call, body, redactor)
    const decision = player ? this.#decide(action, request) : null
    const isAnswered = decision !== null && decision.kind !== 'blocked'
    const { type, name } = isAnswered ? decision.recorded : request.identity
    const operation = decision?.operation ?? request.operation
    this.#ledger.identify(action, { type, name, operation })
    const isLive = this.#ledger.isLive(action)
    if (isAnswered && !isLive) return this.#serve(action, decision, request)
    if (decision?.kind === 'blocked' && plan === 'replay' && !isLive)
      return this.#block(action, decision, request, call)
    return this.#passOut(action, decision, request, call)
  }

  #decide(action: ObservedAction, request: SentRequest): Decision {
    const { player, headers } = this.#ledger.options
    const { operation, content } = request
    const name = player!.namesFirst ? request.identity.name : ''
    const head = request.head(headers)
    const text = utf8Text(content)
    const next = text ? this.#ledger.askNext(operation, { ...head, text }) : null
    const decision =
      next ??
      this.#ledger.ask(action, { name, operation }, { ...head, body: canonicalBytes(content) })
    if (decision.kind !== 'blocked') player!.noteHeaders(decision.recorded, request)
    return decision
  }

  #serve(action: ObservedAction, decision: Answered, request: SentRequest): HttpVerdict {
    const content = decision.kind === 'equal' ? undefined : { request: request.described }
    this.#ledger.serve(action, { decision, content })
    const { answer } = decision
    if (answer.response) {
      const response = replayResponse(answer.response)
      const { cut } = this.#ledger.options
      return { kind: 'respond', body: request.body, response: cut?.(response) ?? response }
    }
    const error = answer.error ?? { name: 'TypeError', message: 'fetch failed' }
    return error.name === 'AbortError' ? { kind: 'hang' } : { kind: 'fail', error }
  }

  #block(
    action: ObservedAction,
    decision: Blocked,
    request: SentRequest,
    call: HttpCall,
  ): HttpVerdict {
    const reason = this.#ledger.block(action, {
      decision,
      content: { request: request.described },
      what: `${call.method.toUpperCase()} ${request.url}`,
    })
    const verdict: HttpVerdict = {
      kind: 'respond',
      body: request.body,
      response: blockedAnswer(call.url, reason),
    }
    this.#ledger.underWay.blocking.add(verdict)
    return verdict
  }

  /** Refuses a socket of a replay: nothing leaves the machine, whatever protocol it speaks. */
  refuseSocket(target: string, parent: number | null): string | undefined {
    const { plan, guard, root, passthrough } = this.#ledger.options
    if (plan !== 'replay' || passthrough(target)) return undefined
    if (this.#ledger.admit() !== 'admitted') return guard!.error!.message
    const identity = { type: 'http', name: `connect ${target}`, operation: '' } as const
    const action = this.#ledger.open(parent, sourceOf(callStack(), root), identity)
    const reason = `a socket to ${target}, which can be neither recorded nor replayed (HTTP/2, gRPC and databases are not); exempt it with the plugin option passthrough: ['${target}']`
    this.#ledger.refuse(action, reason)
    return reason
  }

  #passOut(
    action: ObservedAction,
    decision: Decision | null,
    request: SentRequest,
    call: HttpCall,
  ): HttpVerdict {
    const { plan, redactor } = this.#ledger.options
    this.#ledger.identify(action, { ...request.identity, operation: action.operation })
    this.#ledger.run(action, { reason: plan === 'replay' ? 'live' : 'recorded', decision })
    const closeOpen = () => tap.end('aborted')
    const tap = tapExchange(request.described, call.url, redactor, (exchange) => {
      this.#openTaps.delete(closeOpen)
      const duration = this.#ledger.now() - action.start
      this.#ledger.track(exchange.then((known) => this.#file(action, known, duration)))
    })
    this.#openTaps.add(closeOpen)
    return { kind: 'live', body: request.body, tap }
  }

  #file(action: ObservedAction, exchange: RecordedExchange, duration: number): void {
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
    const fresh = this.#ledger.describe(action, outcome, duration)
    if (action.recorded) player?.addOutcome(action.recorded, fresh)
    this.#ledger.end(action, fresh)
  }

  /** Closes the exchanges that the agent left open. */
  close(): void {
    for (const close of this.#openTaps) close()
  }
}

function refuse(call: HttpCall, reason: string): HttpVerdict {
  return { kind: 'respond', body: new Uint8Array(0), response: blockedAnswer(call.url, reason) }
}
