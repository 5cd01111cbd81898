import { bindErrors } from '../../core/cassette/value.ts'
import type { ReadJson } from '../../core/cassette/body.ts'
import { JsonReader } from '../../core/cassette/json-reader.ts'
import { NO_BODY, RawBody } from '../../core/cassette/raw-body.ts'
import { canonicalRaw } from '../../core/matching/matchable.ts'
import { renderRule, type PolicyRule } from '../../core/policy/policy-rule.ts'
import { ArrivingBody } from '../context/arriving-body.ts'
import { readAsFar, readCall, type BrokenBody } from '../context/broken-body.ts'
import type { Departure, HttpCall, HttpVerdict, OutgoingCall } from '../context/http-call.ts'
import type { OnAnswer } from '../begun/given-up.ts'
import type { OpenExchange } from '../begun/open-exchange.ts'
import { sourceOf } from '../context/source-location.ts'
import { blockedAnswer } from '../../core/replay/blocked-answer.ts'
import { BackgroundRequests } from './requests/background-requests.ts'
import type { Answered, Blocked, Decision } from './decision.ts'
import { Departures } from './requests/departures.ts'
import { EarlyAnswers, type EarlyAction } from './early-answers.ts'
import type { ObservedAction } from './observed-action.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'
import { OutgoingRequests } from './outgoing-requests.ts'
import type { PassLedger } from './pass-ledger.ts'
import type { Player } from './player.ts'
import { droppedResponse, refusedCall } from './replay-response.ts'
import { RequestRules } from './requests/request-rules.ts'
import { SentRequest } from './sent-request.ts'
import { servedAnswer } from './served-answer.ts'
import { toLiveModel } from './to-live-model.ts'

/** A request that is answered by what has arrived of it. */
interface EarlyRequest extends EarlyAction {
  arriving: ArrivingBody
  sent: RawBody
}

/** As much of a request as it takes to decide on it: with `arriving`, it goes out before it is whole. */
interface ReadRequest {
  body: RawBody
  broken?: BrokenBody
  early?: EarlyRequest
  arriving?: ArrivingBody
}

type Begun = { kind: 'begun'; action: ObservedAction }

/** The requests of a run: answered from the recording, blocked, or let out and recorded. */
export class HttpActions {
  readonly background: BackgroundRequests
  readonly #ledger: PassLedger
  readonly #outgoing: OutgoingRequests
  readonly #early: EarlyAnswers
  readonly #departures: Departures
  readonly #reader = new JsonReader()
  readonly #readJson: ReadJson = (text) => this.#reader.read(text)
  readonly #rules: RequestRules
  readonly #onAnswer: OnAnswer

  constructor(ledger: PassLedger, onAnswer: OnAnswer = () => {}) {
    this.#ledger = ledger
    this.#onAnswer = onAnswer
    this.#outgoing = new OutgoingRequests(ledger, this.#readJson)
    this.#early = new EarlyAnswers(ledger, this.#readJson)
    this.#departures = new Departures(ledger)
    this.#rules = new RequestRules(ledger)
    const awaits = (call: HttpCall, body: RawBody) => this.awaits(call, body) !== null
    this.background = new BackgroundRequests(ledger, { readJson: this.#readJson, awaits })
  }

  /** Decides on a request, and returns what its interceptor has to do. */
  async decide(call: HttpCall, origin: CallOrigin): Promise<HttpVerdict> {
    const { root, guard, arrivals, pacing, plan } = this.#ledger.options
    const ruled = this.#byRule(call, origin)
    if (ruled) return ruled
    if ((origin.isAttributed || origin.isRecurring) && this.background.mayKnow()) {
      call.proceed?.()
      const read = await readCall(call)
      const quiet = this.background.answer(read)
      if (quiet) return quiet
      call = read.call
    }
    // The cost so far is known once the earlier answers are filed.
    if (guard && plan !== 'replay') await this.#ledger.filed()
    const begun = this.#begin(call, origin)
    if (begun.kind !== 'begun') return begun
    const { action } = begun
    const { body, broken, early, arriving } = await this.#read(call)
    const verdict = arriving
      ? this.#sendOn(action, call, arriving)
      : this.#answer(action, call, body, early ?? null)
    if (action.answer && verdict.kind !== 'live') await arrivals?.turnOf(action.answer)
    if (action.answer) await pacing?.turnOf(action.answer, verdict, call)
    if (!action.located)
      verdict.locate = (stack) => this.#ledger.locate(action, sourceOf(stack, root))
    if (!broken) return verdict
    if (verdict.kind === 'live') verdict.tap.fail(broken.cause)
    return { kind: 'broken', error: broken.cause }
  }

  /** Decides on a request whose client this thread waits for, so that it can wait for nothing else. */
  decideNow(call: HttpCall, body: RawBody, origin: CallOrigin): HttpVerdict {
    const begun = this.#byRule(call, origin) ?? this.#begin(call, origin)
    if (begun.kind === 'begun') return this.#answer(begun.action, call, body, null)
    return begun.kind === 'hang' ? refusedCall(call, 'it asks on and on') : begun
  }

  #begin(call: HttpCall, origin: CallOrigin): HttpVerdict | Begun {
    const { root, runName, guard } = this.#ledger.options
    const admission = this.#ledger.admit('http')
    if (admission === 'unanswered') return { kind: 'hang' }
    if (admission === 'refused') return refusedCall(call, guard!.error!.message)
    if (this.#ledger.isOver) return refusedCall(call, `the run "${runName}" is over`)
    return { kind: 'begun', action: this.#ledger.open(origin, sourceOf(call.stack, root)) }
  }

  /** Returns what opens a request that goes out as it is made; `undefined` where it is answered, refused or read first. */
  depart(call: OutgoingCall, origin: CallOrigin): (() => Departure) | undefined {
    const isAtOnce = this.#departures.isAtOnce(call, this.#rules.of(call))
    return isAtOnce ? () => this.#outgoing.watched(call, origin) : undefined
  }

  /** Finds the recorded action that still waits for a request. */
  awaits(call: HttpCall, body: RawBody): ReturnType<Player['awaits']> {
    const { player, redactor, headers } = this.#ledger.options
    if (!player) return null
    const request = new SentRequest(call, body, redactor, this.#readJson)
    const name = player.namesFirst ? request.identity.name : ''
    const head = request.head(headers)
    const sent = { ...head, body: canonicalRaw(request.content, head.headers) }
    return player.awaits(player.read(name, request.operation, sent))
  }

  /** Returns `true` for a request that may be answered, or go out, before its body is whole. */
  mayAnswerEarly(call: HttpCall): boolean {
    return this.#early.mayAnswer(call) || this.#rules.of(call)?.effect === 'execute'
  }

  /** Reads a request to its end, or as far as it takes to decide on it. */
  async #read(call: HttpCall): Promise<ReadRequest> {
    const mayGoOut = this.#departures.isPossible(this.#rules.of(call))
    if (!mayGoOut && !this.#early.mayAnswer(call)) {
      call.proceed?.()
      return readAsFar(call)
    }
    const arriving = new ArrivingBody(call)
    const early = await this.#findEarly(call, arriving)
    if (early) return { body: early.sent, ...arriving.end, early }
    call.proceed?.()
    if (mayGoOut) await this.#early.untilAwaited(call, arriving)
    return mayGoOut && !arriving.end ? { body: NO_BODY, arriving } : arriving.whole
  }

  /** Sends a request whose client waits for an answer before it sends the rest. */
  #sendOn(action: ObservedAction, call: HttpCall, arriving: ArrivingBody): HttpVerdict {
    const isLive = this.#ledger.options.plan === 'replay'
    if (isLive) this.#rules.count('http', call, this.#rules.of(call)!)
    const decide = (request: SentRequest) => (isLive ? this.#decide(action, request, null) : null)
    return this.#outgoing.arriving(action, call, { arriving, decide })
  }

  async #findEarly(call: HttpCall, arriving: ArrivingBody): Promise<EarlyRequest | null> {
    const isOut =
      this.#rules.of(call)?.effect === 'execute' ||
      this.#ledger.options.policy.has('llm', 'execute')
    const found = isOut ? null : await this.#early.find(call, arriving)
    return found && { ...found, arriving, sent: new RawBody(arriving.sent) }
  }

  #answer(
    action: ObservedAction,
    call: HttpCall,
    body: RawBody,
    early: EarlyRequest | null,
  ): HttpVerdict {
    const { player, plan, redactor } = this.#ledger.options
    const request = new SentRequest(call, body, redactor, this.#readJson)
    const decision = player ? this.#decide(action, request, early) : null
    const isAnswered = decision !== null && decision.kind !== 'blocked'
    const { type, name } = isAnswered ? decision.recorded : request.identity
    const operation = decision?.operation ?? request.operation
    this.#ledger.identify(action, { type, name, operation })
    const rule = this.#rules.find(type === 'llm' ? 'llm' : 'http', call, name)
    if (type === 'llm' && rule?.effect === 'refuse') return this.#refuseByRule(action, rule, call)
    const overBudget = type === 'llm' ? this.#ledger.stopModel(action) : undefined
    if (overBudget) return refusedCall(call, overBudget)
    const isLive = plan === 'replay' && rule?.effect === 'execute'
    if (isLive) this.#rules.count(rule.kind, call, rule)
    if (isAnswered && !isLive) {
      if (early) this.#early.review(action, decision, call, early.arriving)
      this.#onAnswer(decision.answer, call)
      return this.#serve(action, decision, request, early)
    }
    if (decision?.kind === 'blocked' && plan === 'replay' && !isLive)
      return this.#block(action, decision, request, call)
    const sent = type === 'llm' ? toLiveModel(request, this.#ledger.options) : request
    if (!sent)
      return refusedCall(call, 'its model is not named in its body, and cannot be another one')
    return { kind: 'live', body: sent.body, tap: this.#outgoing.decided(action, decision, sent) }
  }

  #decide(action: ObservedAction, request: SentRequest, early: EarlyRequest | null): Decision {
    const { player, headers } = this.#ledger.options
    const { operation, content } = request
    const name = player!.namesFirst ? request.identity.name : ''
    const head = request.head(headers)
    const { text } = content
    const next = text && !early ? this.#ledger.askNext(operation, { ...head, text }) : null
    const decision =
      next ??
      this.#ledger.ask(
        action,
        { name, operation },
        { ...head, body: early ? early.body : canonicalRaw(content, head.headers) },
      )
    if (decision.kind !== 'blocked') player!.headerNotes.note(decision.recorded, request)
    return decision
  }

  #serve(
    action: ObservedAction,
    decision: Answered,
    request: SentRequest,
    early: EarlyRequest | null,
  ): HttpVerdict {
    const content = decision.kind === 'equal' ? undefined : { request: request.described }
    this.#ledger.serve(action, { decision, content })
    const { answer } = decision
    const { cut, errors } = this.#ledger.options
    const thrown = answer.error ?? answer.response?.error
    if (thrown && errors) bindErrors(thrown, errors.quiet)
    const onPiece = () => this.#ledger.touch()
    return servedAnswer(answer, request, { arriving: early?.arriving, onPiece, cut })
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

  /** Answers a request that is dropped by a rule, or refuses one; `undefined` for every other. */
  #byRule(call: HttpCall, origin: CallOrigin): HttpVerdict | undefined {
    const dropped = this.drop(call)
    if (dropped) return dropped
    const rule = this.#rules.of(call)
    if (rule?.effect !== 'refuse') return undefined
    const { redactor, root } = this.#ledger.options
    const name = `${call.method.toUpperCase()} ${redactor.url(call.url)}`
    const identity = { type: 'http', name, operation: '' } as const
    const action = this.#ledger.open(origin, sourceOf(call.stack, root), identity)
    return this.#refuseByRule(action, { ...rule, kind: 'http' }, call)
  }

  /** Answers a request that a rule drops, telemetry for one: it is no call of the agent, whenever it comes. */
  drop(call: HttpCall): HttpVerdict | undefined {
    const rule = this.#rules.of(call)
    if (rule?.effect !== 'drop') return undefined
    this.#rules.count('http', call, rule)
    return { kind: 'respond', body: NO_BODY, response: droppedResponse(call, rule) }
  }

  #refuseByRule(action: ObservedAction, rule: PolicyRule, call: HttpCall): HttpVerdict {
    const reason = `${action.name} is refused by ${renderRule(rule)}`
    this.#rules.count(rule.kind, call, rule)
    this.#ledger.refuse(action, reason, rule)
    return refusedCall(call, reason)
  }

  /** Returns `true` for a request that goes out unrecorded: one that passes, and telemetry while recording. */
  passes(request: { method: string; url: string }): boolean {
    const rule = this.#rules.of(request)
    const isOut =
      rule?.effect === 'pass' || (rule?.effect === 'drop' && this.#ledger.options.plan !== 'replay')
    if (isOut) this.#rules.count('http', request, rule!)
    return isOut
  }

  /** Lists the exchanges whose answer or body a client waits for. */
  underWay(): OpenExchange[] {
    return this.#outgoing.underWay()
  }

  /** Closes the exchanges that the agent left open. */
  close(): void {
    this.#early.close()
    this.#outgoing.close()
  }
}
