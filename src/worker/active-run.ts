import { canonicalBytes, operationOf, type Matchable } from '../core/matching/matchable.ts'
import { settleBoundary } from '../core/cassette/body.ts'
import { utf8Text } from '../core/bytes.ts'
import { captureError, captureValue, restoreError, restoreValue } from '../core/cassette/value.ts'
import type { RecordedAction } from '../core/cassette/schema.ts'
import { comparePaths } from '../core/divergence/json-paths.ts'
import { ReplayError } from '../core/errors.ts'
import type { Redactor } from '../core/redaction/index.ts'
import { blockedAnswer } from './blocked-answer.ts'
import type { HttpCall, HttpVerdict } from './intercept/http-call.ts'
import { callStack } from './intercept/call-stack.ts'
import { nextTurn } from './intercept/timers.ts'
import { transport } from './intercept/transport.ts'
import { Timeline, type ObservedAction } from './observed-action.ts'
import { describeValue } from './describe-value.ts'
import { callMatchable, valueJson, type Player } from './player.ts'
import {
  classify,
  describeRequest,
  redactError,
  tapExchange,
  type RecordedExchange,
} from './recorder.ts'
import { replayResponse } from './replay-response.ts'
import { workerState, type RunScope } from './scope.ts'
import { sourceOf } from './source-location.ts'

/** How one pass over an agent is carried out. */
export interface PassOptions {
  plan: 'record' | 'replay' | 'extend'
  runName: string
  /** Source locations are relative to it. */
  root: string
  redactor: Redactor
  /** The recording that answers; absent while recording. */
  player?: Player
  /** Told of each action as soon as it is over, for the file. */
  onRecorded?(action: RecordedAction): void
  /** Header names that count in matching. */
  headers: readonly string[]
  passthrough(url: string): boolean
  live: readonly string[]
  stopAtDivergence: boolean
}

/** How a wrapped function is treated in a replay. */
export interface CallOptions {
  type: 'tool' | 'step'
  replay: 'serve' | 'execute'
}

/** One pass over an agent: it is recorded, or replayed, action by action. */
export class ActiveRun {
  readonly timeline = new Timeline()
  readonly options: PassOptions
  readonly #pending = new Set<Promise<unknown>>()
  readonly #unanswered = new Set<Promise<unknown>>()
  readonly #openTaps = new Set<() => void>()
  /** Messages of requests that were blocked, in order. */
  readonly blocked: string[] = []
  /** The first thing that could not be recorded. */
  failure: unknown
  #over = false

  constructor(options: PassOptions) {
    this.options = options
  }

  /** Runs code whose requests and actions belong to this run. */
  within<T>(parent: number | null, work: () => T): T {
    return workerState.run.run(this.scope(parent), work)
  }

  scope(parent: number | null): RunScope & { active: ActiveRun } {
    return {
      active: this,
      transport,
      parent,
      http: (call) => this.#await(this.#http(call, parent)),
      passes: (url) => this.options.passthrough(url),
      refuseSocket: (target) => this.#refuseSocket(target, parent),
    }
  }

  async #http(call: HttpCall, parent: number | null): Promise<HttpVerdict> {
    if (this.#over && this.options.plan === 'replay') {
      return {
        kind: 'respond',
        body: new Uint8Array(0),
        response: blockedAnswer(call.url, `the run "${this.options.runName}" is over`),
      }
    }
    const { root } = this.options
    const action = this.timeline.open(parent, sourceOf(call.stack, root))
    const verdict = this.#answer(action, call, await call.readBody())
    if (!action.source) verdict.locate = (stack) => void (action.source = sourceOf(stack, root))
    return verdict
  }

  #answer(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    const url = this.options.redactor.url(call.url)
    action.operation = operationOf(call.method, url)
    const recorded = this.#answerHttp(action, call, body, url)
    if (recorded && !this.#isLive(action)) return this.#serve(action, recorded, body)
    const goesOut = this.options.plan !== 'replay' || this.#isLive(action)
    if (!goesOut) return this.#blockHttp(action, call, body)
    return this.#passOut(action, call, body)
  }

  #answerHttp(
    action: ObservedAction,
    call: HttpCall,
    body: Uint8Array,
    url: string,
  ): RecordedAction | null {
    const { player, redactor, headers } = this.options
    if (!player) return null
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
      this.#ask(action, { ...asked, body: canonicalBytes(sent) })
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
      ...describeRequest(call, body, this.options.redactor),
      url: call.url,
    })
    action.type = type
    action.name = this.options.redactor.url(name)
  }

  #ask(action: ObservedAction, asked: Matchable): RecordedAction | null {
    return this.options.player!.answer(action, asked, {
      stopAtDivergence: this.options.stopAtDivergence,
      findAsker: (index) => this.timeline.actions[index],
    })
  }

  #isLive(action: ObservedAction): boolean {
    return this.options.live.includes(action.type) || this.options.live.includes(action.name)
  }

  /** Takes a recorded action over, with its place in time: what follows it live comes after it. */
  #takeOver(action: ObservedAction, recorded: RecordedAction): void {
    this.timeline.advance(recorded.start + recorded.duration)
    action.fresh = { ...recorded, index: action.index, parent: action.parent }
    this.#recorded(action)
  }

  #serve(action: ObservedAction, recorded: RecordedAction, body: Uint8Array): HttpVerdict {
    this.#takeOver(action, recorded)
    if (recorded.response)
      return { kind: 'respond', body, response: replayResponse(recorded.response) }
    action.failed = true
    const error = recorded.error ?? { name: 'TypeError', message: 'fetch failed' }
    return error.name === 'AbortError' ? { kind: 'hang' } : { kind: 'fail', error }
  }

  #blockHttp(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    action.treatment = 'blocked'
    action.failed = true
    const reason = this.#blockedBecause(
      action,
      `${call.method.toUpperCase()} ${this.options.redactor.url(call.url)}`,
    )
    return { kind: 'respond', body, response: blockedAnswer(call.url, reason) }
  }

  #blockedBecause(action: ObservedAction, what: string): string {
    const { nearest, stopped } = this.options.player!
    const paths = action.inputs.slice(0, 3).map(({ path }) => path)
    const near = nearest
      ? `; the nearest recorded action is ${nearest.index} (${nearest.name})${paths.length > 0 ? `, which differs in ${paths.join(', ')}` : ', which was served already'}`
      : '; the cassette holds no such operation'
    const message =
      stopped && !nearest
        ? `${what} was not answered: "${this.options.runName}" stopped at its first divergence (option "onDivergence")`
        : `${what} is not in the cassette of "${this.options.runName}"${near}`
    this.blocked.push(message)
    // What it was compared with is no part of its own position.
    action.inputs = action.recorded ? action.inputs : []
    return message
  }

  /** In a replay nothing leaves the machine, whatever protocol it speaks. */
  #refuseSocket(target: string, parent: number | null): string | undefined {
    if (this.options.plan !== 'replay' || this.options.passthrough(target)) return undefined
    const action = this.timeline.open(parent, sourceOf(callStack(), this.options.root))
    action.name = `connect ${target}`
    action.failed = true
    const reason = `a socket to ${target}, which can be neither recorded nor replayed (HTTP/2, gRPC and databases are not); exempt it with the plugin option passthrough: ['${target}']`
    this.blocked.push(reason)
    return reason
  }

  #passOut(action: ObservedAction, call: HttpCall, body: Uint8Array): HttpVerdict {
    action.treatment = this.options.plan === 'replay' ? 'live' : 'recorded'
    if (!action.recorded) action.inputs = []
    const request = describeRequest(call, body, this.options.redactor)
    const { type, name } = classify({ ...request, url: call.url })
    action.type = type
    action.name = this.options.redactor.url(name)
    const closeOpen = () => tap.end('aborted')
    const tap = tapExchange(request, call.url, this.options.redactor, (exchange) => {
      this.#openTaps.delete(closeOpen)
      const duration = this.timeline.now() - action.start
      this.#track(exchange.then((known) => this.#fileExchange(action, known, duration)))
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
      ...(exchange.error ? { error: redactError(exchange.error, this.options.redactor) } : {}),
      ...(exchange.llm ? { llm: exchange.llm } : {}),
    }
    this.#recorded(action)
  }

  #recorded(action: ObservedAction): void {
    if (this.options.plan === 'replay') return
    try {
      this.options.onRecorded?.(action.fresh!)
    } catch (error) {
      this.failure ??= error
    }
  }

  #track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => this.#pending.delete(tracked))
    this.#pending.add(tracked)
  }

  /** Calls a wrapped function: it runs and is recorded, or its recorded output is given back. */
  call(
    name: string,
    parent: number | null,
    call: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown {
    const action = this.timeline.open(parent, sourceOf(stack, this.options.root))
    action.type = call.type
    action.name = name
    action.operation = `${call.type} ${name}`
    const { redactor, player, plan } = this.options
    const captured = describeValue(args)
    const inputs = { ...captured, json: redactor.json(captured.json) }
    if (!player) return this.#execute(action, call, work, inputs, null)
    const recorded = this.#ask(action, callMatchable(action.operation, valueJson(inputs)))
    const executes = call.replay === 'execute' || this.#isLive(action)
    if (recorded && !executes) return this.#giveBack(action, recorded)
    if (!recorded && plan === 'replay' && !executes) return this.#blockCall(action)
    if (recorded && action.treatment !== 'anchored')
      action.treatment = this.#isLive(action) ? 'live' : 'executed'
    return this.#execute(action, call, work, inputs, recorded)
  }

  #giveBack(action: ObservedAction, recorded: RecordedAction): unknown {
    this.options.player!.skipChildren(recorded.index)
    this.#takeOver(action, recorded)
    action.failed = recorded.outcome === 'error'
    if (recorded.error) {
      const error = restoreError(recorded.error)
      if (recorded.async) return Promise.reject(error)
      throw error
    }
    const output = recorded.outputs ? restoreValue(recorded.outputs) : undefined
    return recorded.async ? Promise.resolve(output) : output
  }

  #blockCall(action: ObservedAction): Promise<never> {
    action.failed = true
    const { nearest } = this.options.player!
    const reason = this.#blockedBecause(action, `${action.type} "${action.name}" with these inputs`)
    const error = new ReplayError('CALL_BLOCKED', {
      attempted: `Failed to replay ${action.type} "${action.name}"`,
      reason,
      remedy: 'Record the run again, or let it run in every replay with replay: "execute"',
    })
    // As the function would have: a promise that rejects is not a call that throws.
    if (nearest?.async) return Promise.reject(error)
    throw error
  }

  #execute(
    action: ObservedAction,
    call: CallOptions,
    work: () => unknown,
    inputs: RecordedAction['inputs'],
    recorded: RecordedAction | null,
  ): unknown {
    if (this.options.plan !== 'replay') action.treatment = 'recorded'
    else if (recorded === null) action.treatment = 'executed'
    if (recorded === null) action.inputs = []
    const file = (outcome: Partial<RecordedAction>) => {
      action.failed = outcome.error !== undefined
      const fresh: RecordedAction = {
        kind: 'action',
        index: action.index,
        type: call.type,
        name: action.name,
        parent: action.parent,
        start: action.start,
        duration: round(this.timeline.now() - action.start),
        outcome: action.failed ? 'error' : 'success',
        inputs,
        ...outcome,
      }
      action.fresh = fresh
      if (recorded) action.output = compareOutcomes(recorded, fresh)
      this.#recorded(action)
    }
    const succeed = (output: unknown, async: boolean) => {
      try {
        const outputs = this.#captureOutput(output, call, action.name)
        file({ outputs, ...(async ? { async } : {}) })
      } catch (error) {
        // The agent may swallow it; the recording has failed all the same.
        this.failure ??= error
        throw error
      }
    }
    const fail = (error: unknown, async: boolean) =>
      file({
        error: redactError(captureError(error), this.options.redactor),
        ...(async ? { async } : {}),
      })

    let result: unknown
    try {
      result = this.within(action.index, work)
    } catch (error) {
      fail(error, false)
      throw error
    }
    if (!isThenable(result)) {
      succeed(result, false)
      return result
    }
    const settled = Promise.resolve(result).then(
      (output) => {
        succeed(output, true)
        return output
      },
      (error: unknown) => {
        fail(error, true)
        throw error
      },
    )
    return settled
  }

  #captureOutput(
    output: unknown,
    call: CallOptions,
    name: string,
  ): NonNullable<RecordedAction['outputs']> {
    const captured =
      call.replay === 'serve'
        ? captureValue(output, `the output of ${call.type} "${name}"`)
        : describeValue(output)
    return { ...captured, json: this.options.redactor.json(captured.json) }
  }

  #await<T>(verdict: Promise<T>): Promise<T> {
    const forget = () => this.#unanswered.delete(verdict)
    this.#unanswered.add(verdict)
    void verdict.then(forget, forget)
    return verdict
  }

  /** Waits for what is still being filed; what the agent left open is closed. */
  async finish(): Promise<void> {
    // A call that the agent did not wait for is an action too; one whose body never ends is left behind.
    for (let turn = 0; this.#unanswered.size > 0 && turn < 20; turn++) await nextTurn()
    this.#over = true
    for (const close of this.#openTaps) close()
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
}

function compareOutcomes(
  recorded: RecordedAction,
  fresh: RecordedAction,
): ObservedAction['output'] {
  const facts = (action: RecordedAction) =>
    action.error
      ? { error: `${action.error.name}: ${action.error.message}` }
      : { output: action.outputs ? valueJson(action.outputs) : null }
  const [before, now] = [facts(recorded), facts(fresh)]
  if ('output' in before && 'output' in now)
    return comparePaths(before.output, now.output, 'output')
  return comparePaths(before as never, now as never, 'outcome')
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
