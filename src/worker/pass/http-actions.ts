import { utf8Text } from '../../core/bytes.ts'
import { settleBoundary } from '../../core/cassette/body.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import { canonicalBytes, operationOf, type Matchable } from '../../core/matching/matchable.ts'
import type { PassLedger } from './pass-ledger.ts'
import { blockedAnswer } from './blocked-answer.ts'
import { callStack } from '../context/call-stack.ts'
import type { HttpCall, HttpVerdict } from '../context/http-call.ts'
import { round, type ObservedAction } from './observed-action.ts'
import {
  classify,
  describeRequest,
  redactError,
  tapExchange,
  type RecordedExchange,
} from './recorder.ts'
import { replayResponse } from './replay-response.ts'
import { sourceOf } from '../context/source-location.ts'

/** The requests of a run: answered from the recording, blocked, or let out and recorded. */
export class HttpActions {
  readonly #run: PassLedger
  readonly #openTaps = new Set<() => void>()

  constructor(run: PassLedger) {
    this.#run = run
  }

  /** Says what becomes of a request. */
  async decide(call: HttpCall, parent: number | null): Promise<HttpVerdict> {
    const admission = this.#run.admit()
    if (admission === 'held') return { kind: 'hang' }
    if (admission === 'refused') {
      return {
        kind: 'respond',
        body: new Uint8Array(0),
        response: blockedAnswer(call.url, this.#run.options.guard!.error!.message),
      }
    }
    if (this.#run.isOver && this.#run.options.plan === 'replay') {
      return {
        kind: 'respond',
        body: new Uint8Array(0),
        response: blockedAnswer(call.url, `the run "${this.#run.options.runName}" is over`),
      }
    }
    const { root } = this.#run.options
    const action = this.#run.timeline.open(parent, sourceOf(call.stack, root))
    const verdict = this.#answer(action, call, await call.readBody())
    if (action.answer && verdict.kind !== 'live')
      await this.#run.options.arrivals?.turnOf(action.answer)
    if (!action.source) verdict.locate = (stack) => void (action.source = sourceOf(stack, root))
    return verdict
  }

  #answer(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    const url = this.#run.options.redactor.url(call.url)
    action.operation = operationOf(call.method, url)
    const recorded = this.#answerHttp(action, call, body, url)
    if (recorded && !this.#run.isLive(action)) return this.#serve(action, recorded, call, body)
    const goesOut = this.#run.options.plan !== 'replay' || this.#run.isLive(action)
    if (!goesOut) return this.#blockHttp(action, call, body)
    return this.#passOut(action, call, body)
  }

  #answerHttp(
    action: ObservedAction,
    call: HttpCall,
    body: Uint8Array,
    url: string,
  ): RecordedAction | null {
    const { player, redactor, headers } = this.#run.options
    if (!player) return null
    if (player.namesFirst) this.#classify(action, call, body)
    const contentType =
      call.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
    const kept = headers.length === 0 ? [] : redactor.headers(call.headers, 'request')
    const present = new Map(kept)
    const sent = settleBoundary(body, contentType).bytes
    const asked: Omit<Matchable, 'body'> = {
      method: call.method.toUpperCase(),
      url,
      headers: headers.map((name) => [name, present.get(name) ?? null]),
    }
    const text = utf8Text(sent)
    const recorded =
      (text && player.answerNext(action, { ...asked, text })) ||
      this.#run.ask(action, { ...asked, body: canonicalBytes(sent) })
    if (recorded) {
      action.type = recorded.type
      action.name = recorded.name
    } else {
      this.#classify(action, call, body)
    }
    return recorded
  }

  #classify(action: ObservedAction, call: HttpCall, body: Uint8Array): void {
    const { type, name } = classify({
      ...describeRequest(call, body, this.#run.options.redactor),
      url: call.url,
    })
    action.type = type
    action.name = this.#run.options.redactor.url(name)
  }

  #serve(
    action: ObservedAction,
    recorded: RecordedAction,
    call: HttpCall,
    body: Uint8Array,
  ): HttpVerdict {
    if (action.treatment !== 'equal')
      action.asked = { request: describeRequest(call, body, this.#run.options.redactor) }
    this.#run.takeOver(action, recorded)
    if (recorded.response) {
      const response = replayResponse(recorded.response)
      return { kind: 'respond', body, response: this.#run.options.cut?.(response) ?? response }
    }
    action.failed = true
    const error = recorded.error ?? { name: 'TypeError', message: 'fetch failed' }
    return error.name === 'AbortError' ? { kind: 'hang' } : { kind: 'fail', error }
  }

  #blockHttp(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    action.treatment = 'blocked'
    action.failed = true
    action.asked = { request: describeRequest(call, body, this.#run.options.redactor) }
    const reason = this.#run.explainBlocked(
      action,
      `${call.method.toUpperCase()} ${this.#run.options.redactor.url(call.url)}`,
    )
    return { kind: 'respond', body, response: blockedAnswer(call.url, reason) }
  }

  /** In a replay nothing leaves the machine, whatever protocol it speaks. */
  refuseSocket(target: string, parent: number | null): string | undefined {
    if (this.#run.options.plan !== 'replay' || this.#run.options.passthrough(target))
      return undefined
    if (this.#run.admit() !== 'admitted') return this.#run.options.guard!.error!.message
    const action = this.#run.timeline.open(parent, sourceOf(callStack(), this.#run.options.root))
    action.name = `connect ${target}`
    action.failed = true
    const reason = `a socket to ${target}, which can be neither recorded nor replayed (HTTP/2, gRPC and databases are not); exempt it with the plugin option passthrough: ['${target}']`
    this.#run.miss(reason)
    action.error = { name: 'Blocked', message: reason }
    return reason
  }

  #passOut(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    action.treatment = this.#run.options.plan === 'replay' ? 'live' : 'recorded'
    const request = describeRequest(call, body, this.#run.options.redactor)
    const { type, name } = classify({ ...request, url: call.url })
    action.type = type
    action.name = this.#run.options.redactor.url(name)
    const closeOpen = () => tap.end('aborted')
    const tap = tapExchange(request, call.url, this.#run.options.redactor, (exchange) => {
      this.#openTaps.delete(closeOpen)
      const duration = this.#run.timeline.now() - action.start
      this.#run.track(exchange.then((known) => this.#fileExchange(action, known, duration)))
    })
    this.#openTaps.add(closeOpen)
    return { kind: 'live', body, tap }
  }

  #fileExchange(action: ObservedAction, exchange: RecordedExchange, duration: number): void {
    action.failed = exchange.error !== undefined || (exchange.response?.status ?? 0) >= 400
    action.fresh = {
      kind: 'action',
      index: action.index,
      type: exchange.type,
      name: action.name,
      parent: action.parent,
      start: action.start,
      duration: round(duration),
      outcome: action.failed ? 'error' : 'success',
      request: exchange.request,
      ...(exchange.response ? { response: exchange.response } : {}),
      ...(exchange.error ? { error: redactError(exchange.error, this.#run.options.redactor) } : {}),
      ...(exchange.llm ? { llm: exchange.llm } : {}),
    }
    if (action.recorded) this.#run.options.player?.addOutcome(action.recorded, action.fresh)
    this.#run.recorded(action)
  }

  /** What the agent left open is closed. */
  close(): void {
    for (const close of this.#openTaps) close()
  }
}
