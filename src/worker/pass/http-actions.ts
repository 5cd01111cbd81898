import { bindErrors } from '../../core/cassette/value.ts'
import type { ReadJson } from '../../core/cassette/body.ts'
import { JsonReader } from '../../core/cassette/json-reader.ts'
import { NO_BODY, RawBody } from '../../core/cassette/raw-body.ts'
import { canonicalRaw } from '../../core/matching/matchable.ts'
import {
  APPLIED,
  renderRule,
  type PolicyKind,
  type PolicyRule,
} from '../../core/policy/policy-rule.ts'
import { requestNames } from '../../core/policy/request-names.ts'
import { ArrivingBody } from '../context/arriving-body.ts'
import { readAsFar, readCall } from '../context/broken-body.ts'
import type { Departure, HttpCall, HttpVerdict, OutgoingCall } from '../context/http-call.ts'
import type { OpenExchange } from '../begun/open-exchange.ts'
import { sourceOf } from '../context/source-location.ts'
import { blockedAnswer } from '../../core/replay/blocked-answer.ts'
import { BackgroundRequests } from './background-requests.ts'
import type { Answered, Blocked, Decision } from './decision.ts'
import { EarlyAnswers, type EarlyAction } from './early-answers.ts'
import type { ObservedAction } from './observed-action.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'
import { OutgoingRequests } from './outgoing-requests.ts'
import type { PassLedger } from './pass-ledger.ts'
import type { Player } from './player.ts'
import { droppedResponse, replayResponse } from './replay-response.ts'
import { SentRequest } from './sent-request.ts'
import { toLiveModel } from './to-live-model.ts'

/** A request that is answered by what has arrived of it. */
interface EarlyRequest extends EarlyAction {
  arriving: ArrivingBody
  sent: RawBody
}

/** The maximum number of requests whose rule is remembered. */
const MAX_RULES = 500

/** The requests of a run: answered from the recording, blocked, or let out and recorded. */
export class HttpActions {
  readonly background: BackgroundRequests
  readonly #ledger: PassLedger
  readonly #outgoing: OutgoingRequests
  readonly #early: EarlyAnswers
  readonly #reader = new JsonReader()
  readonly #readJson: ReadJson = (text) => this.#reader.read(text)
  /** The rules found by kind, method, URL and name: a policy never changes. */
  readonly #rules = new Map<string, PolicyRule | null>()

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
    this.#outgoing = new OutgoingRequests(ledger, this.#readJson)
    this.#early = new EarlyAnswers(ledger, this.#readJson)
    const awaits = (call: HttpCall, body: RawBody) => this.awaits(call, body) !== null
    this.background = new BackgroundRequests(ledger, { readJson: this.#readJson, awaits })
  }

  /** Decides on a request, and returns what its interceptor has to do. */
  async decide(call: HttpCall, origin: CallOrigin): Promise<HttpVerdict> {
    const { root, runName, guard, arrivals, background, plan } = this.#ledger.options
    const ruled = this.#byRule(call, origin)
    if (ruled) return ruled
    if (origin.isAttributed && background) {
      call.proceed?.()
      const read = await readCall(call)
      const quiet = this.background.answer(read)
      if (quiet) return quiet
      call = read.call
    }
    // What was spent is known once the earlier answers are filed.
    if (guard && plan !== 'replay') await this.#ledger.filed()
    const admission = this.#ledger.admit('http')
    if (admission === 'unanswered') return { kind: 'hang' }
    if (admission === 'refused') return refuse(call, guard!.error!.message)
    if (this.#ledger.isOver) return refuse(call, `the run "${runName}" is over`)
    const action = this.#ledger.open(origin, sourceOf(call.stack, root))
    const arriving = this.#early.mayAnswer(call) ? new ArrivingBody(call) : null
    const early = arriving && (await this.#findEarly(call, arriving))
    if (!early) call.proceed?.()
    const { body, broken } = early
      ? { body: early.sent, ...early.arriving.end }
      : await (arriving?.whole ?? readAsFar(call))
    const verdict = this.#answer(action, call, body, early)
    if (action.answer && verdict.kind !== 'live') await arrivals?.turnOf(action.answer)
    if (!action.located)
      verdict.locate = (stack) => this.#ledger.locate(action, sourceOf(stack, root))
    if (!broken) return verdict
    if (verdict.kind === 'live') verdict.tap.fail(broken.cause)
    return { kind: 'broken', error: broken.cause }
  }

  /** Returns what opens a request that goes out as it is made; `undefined` where it is answered, refused or read first. */
  depart(call: OutgoingCall, origin: CallOrigin): (() => Departure) | undefined {
    const { plan, player, policy, guard } = this.#ledger.options
    if (plan !== 'record' || player || guard || policy.has('llm', 'refuse')) return undefined
    if (this.#ruleOf(call)?.effect === 'refuse') return undefined
    return () => this.#outgoing.watched(call, origin)
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

  /** Returns `true` for a request that may be answered before its body is whole. */
  mayAnswerEarly(call: HttpCall): boolean {
    return this.#early.mayAnswer(call)
  }

  async #findEarly(call: HttpCall, arriving: ArrivingBody): Promise<EarlyRequest | null> {
    const isOut =
      this.#ruleOf(call)?.effect === 'execute' || this.#ledger.options.policy.has('llm', 'execute')
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
    const rule = this.#findRule(type === 'llm' ? 'llm' : 'http', call, name)
    if (type === 'llm' && rule?.effect === 'refuse') return this.#refuseByRule(action, rule, call)
    const overBudget = type === 'llm' ? this.#ledger.stopModel(action) : undefined
    if (overBudget) return refuse(call, overBudget)
    const isLive = plan === 'replay' && rule?.effect === 'execute'
    if (isLive) this.#count(rule.kind, call, rule)
    if (isAnswered && !isLive) {
      if (early) this.#early.review(action, decision, call, early.arriving)
      return this.#serve(action, decision, request, early)
    }
    if (decision?.kind === 'blocked' && plan === 'replay' && !isLive)
      return this.#block(action, decision, request, call)
    const sent = type === 'llm' ? toLiveModel(request, this.#ledger.options) : request
    if (!sent) return refuse(call, 'its model is not named in its body, and cannot be another one')
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
    if (decision.kind !== 'blocked') player!.noteHeaders(decision.recorded, request)
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
    const { errors } = this.#ledger.options
    const thrown = answer.error ?? answer.response?.error
    if (thrown && errors) bindErrors(thrown, errors.quiet)
    if (answer.response) {
      const onPiece = () => this.#ledger.touch()
      const response = { ...replayResponse(answer.response, request, early?.arriving), onPiece }
      const { timeToHeadersMs } = answer
      if (typeof timeToHeadersMs === 'number') response.after = timeToHeadersMs
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

  /** Answers a request that is dropped by a rule, or refuses one; `undefined` for every other. */
  #byRule(call: HttpCall, origin: CallOrigin): HttpVerdict | undefined {
    const { method, url } = call
    const rule = this.#ruleOf(call)
    if (rule?.effect === 'drop') {
      this.#count('http', call, rule)
      return { kind: 'respond', body: NO_BODY, response: droppedResponse(call, rule) }
    }
    if (rule?.effect !== 'refuse') return undefined
    const { redactor, root } = this.#ledger.options
    const name = `${method.toUpperCase()} ${redactor.url(url)}`
    const identity = { type: 'http', name, operation: '' } as const
    const action = this.#ledger.open(origin, sourceOf(call.stack, root), identity)
    return this.#refuseByRule(action, { ...rule, kind: 'http' }, call)
  }

  #refuseByRule(action: ObservedAction, rule: PolicyRule, call: HttpCall): HttpVerdict {
    const reason = `${action.name} is refused by ${renderRule(rule)}`
    this.#count(rule.kind, call, rule)
    this.#ledger.refuse(action, reason, rule)
    return refuse(call, reason)
  }

  /** Returns `true` for a request that goes out unrecorded: one that passes, and telemetry while recording. */
  passes(request: { method: string; url: string }): boolean {
    const rule = this.#ruleOf(request)
    const isOut =
      rule?.effect === 'pass' || (rule?.effect === 'drop' && this.#ledger.options.plan !== 'replay')
    if (isOut) this.#count('http', request, rule!)
    return isOut
  }

  #ruleOf(request: { method: string; url: string }): PolicyRule | null {
    return this.#findRule('http', request)
  }

  /** @param name The name of the action, by which a rule can mean the request as well. */
  #findRule(
    kind: PolicyKind,
    { method, url }: { method: string; url: string },
    name?: string,
  ): PolicyRule | null {
    const key = JSON.stringify([kind, method, url, name])
    const known = this.#rules.get(key)
    if (known !== undefined) return known
    const names = requestNames(method, url)
    const rule = this.#ledger.options.policy.find(
      kind,
      name === undefined ? names : [name, ...names],
    )
    if (this.#rules.size === MAX_RULES) this.#rules.clear()
    this.#rules.set(key, rule)
    return rule
  }

  #count(kind: PolicyKind, { method, url }: { method: string; url: string }, rule: PolicyRule) {
    const effect = APPLIED[rule.effect]
    const address = this.#ledger.options.redactor.url(url).replace(/[?#].*$/, '')
    const name = `${method.toUpperCase()} ${address}`
    if (effect) this.#ledger.policy.count({ kind, name, effect, rule })
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

function refuse(call: HttpCall, reason: string): HttpVerdict {
  return { kind: 'respond', body: NO_BODY, response: blockedAnswer(call.url, reason) }
}
