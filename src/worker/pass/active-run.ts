import { ReplayError } from '../../core/errors.ts'
import { bodyContent } from '../../core/cassette/body.ts'
import type { HttpCall, HttpVerdict } from '../context/http-call.ts'
import { type RunPhase, workerState } from '../context/scope.ts'
import { sourceOf } from '../context/source-location.ts'
import type { TestContext } from '../context/test-context.ts'
import { nextTurn } from '../context/timers.ts'
import { hearThreads } from '../intercept/early-threads.ts'
import { transport } from '../intercept/transport.ts'
import { CallActions } from './call-actions.ts'
import { ExitActions } from './exit-actions.ts'
import { HttpActions } from './http-actions.ts'
import type {
  CallOptions,
  CallOrigin,
  Expectation,
  OpenRun,
  PassScope,
  PendingCall,
} from '../open-runs/open-run.ts'
import { closeRun, openRun, runsBeside, runsOverlap } from '../open-runs/open-runs.ts'
import type { PassLedger } from './pass-ledger.ts'
import { routeRequest, undecidedScope } from '../open-runs/undecided-scope.ts'

/** Milliseconds that a replay waits for functions that its agent did not wait for. */
const EXECUTION_GRACE = 1000

/** A pass over an agent while it goes on: what belongs to it is filed in its ledger. */
export class ActiveRun implements OpenRun {
  readonly ledger: PassLedger
  readonly test: TestContext
  readonly key: string
  readonly attributing: PassScope
  readonly outer: OpenRun | null
  /** The names of the runs that were open while this one was. */
  readonly beside = new Set<string>()
  readonly #http: HttpActions
  readonly #calls: CallActions
  readonly #exits: ExitActions
  readonly #unanswered = new Set<Promise<unknown>>()

  /** @param of The test, and the run's id: the same for all passes over one agent. */
  constructor(ledger: PassLedger, of: { test: TestContext; runId: string }) {
    this.ledger = ledger
    this.test = of.test
    this.key = `${of.test.id} ${of.runId}`
    this.#http = new HttpActions(ledger)
    this.#exits = new ExitActions(ledger)
    this.#calls = new CallActions(ledger, (parent, work) => this.within(parent, work))
    const around = workerState.run.getStore()
    const caller = around === undefined || around === 'bypass' ? null : (around as PassScope).caller
    this.outer = caller?.context ?? null
    this.attributing = this.#scope({ parent: null, isAttributed: true })
  }

  get name(): string {
    return this.ledger.options.runName
  }

  get isReplay(): boolean {
    return this.ledger.options.plan === 'replay'
  }

  get ranAway(): boolean {
    return this.ledger.options.guard?.error !== undefined
  }

  get phase(): RunPhase {
    if (!this.ledger.isOver) return 'open'
    return this.test.isOver ? 'gone' : 'over'
  }

  /** Opens the run: from here on, calls without the context of a run may belong to it. */
  open({ isAlone }: { isAlone: boolean }): Promise<void> | undefined {
    const opening = openRun(this, { isAlone, makeScope: undecidedScope })
    return opening ? opening.then(() => this.#noteBeside()) : this.#noteBeside()
  }

  #noteBeside(): undefined {
    for (const other of runsBeside(this)) {
      this.beside.add(other.name)
      if (other instanceof ActiveRun) other.beside.add(this.name)
    }
    return undefined
  }

  /** Runs code whose requests and actions belong to this run. */
  within<T>(parent: number | null, work: () => T): T {
    return workerState.run.run(this.#scope({ parent, isAttributed: false }), work)
  }

  #scope(origin: CallOrigin): PassScope {
    const phaseOf = () => this.phase
    const { environment, home, locale, machine } = this.ledger.options
    const caller = { context: this, parent: origin.parent, isOfOtherTest: false }
    return {
      caller,
      transport,
      parent: origin.parent,
      environment,
      home,
      locale,
      machine,
      get phase() {
        return phaseOf()
      },
      http: (call) =>
        runsOverlap() && this.phase === 'open' && !origin.isAttributed
          ? this.#await(routeRequest(call, caller))
          : this.http(call, origin),
      depart: (call) => this.#http.depart(call, origin),
      passes: (request) => this.#http.passes(request),
      leave: (exit) => this.#exits.decide(exit, origin),
    }
  }

  http(call: HttpCall, origin: CallOrigin): Promise<HttpVerdict> {
    return this.#await(this.#http.decide(call, origin))
  }

  call(
    name: string,
    origin: CallOrigin,
    options: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown {
    return this.#calls.call(name, origin, options, work, args, stack)
  }

  expectation(call: PendingCall): Expectation | null {
    if (call.kind === 'exit') return null
    const named = call.kind === 'function' ? call.namedBy(this) : null
    if (call.kind === 'function' && !named) return null
    const found = named
      ? this.#calls.awaits(named.name, named.options, named.inputs)
      : call.kind === 'http'
        ? this.#http.awaits(call.call, call.body)
        : null
    if (!found) return null
    const { outputs, error, response } = found.recorded
    const answer = [outputs, error, response?.status, bodyContent(response?.body)]
    return { kind: found.kind, answer: JSON.stringify(answer) }
  }

  refuse(what: string, reason: string, stack: string | undefined): void {
    if (this.isReplay)
      return this.ledger.refuse(this.#openRefused(what, stack), `${what}: ${reason}`)
    this.ledger.failure ??= new ReplayError('RUN_UNCERTAIN', {
      attempted: `Failed to record "${this.name}"`,
      reason: `${what} cannot be assigned to a run: ${reason}`,
      remedy: 'Record this run alone: add -t with the name of its test',
    })
  }

  #openRefused(what: string, stack: string | undefined) {
    const identity = { type: 'http', name: what, operation: '' } as const
    const source = sourceOf(stack, this.ledger.options.root)
    return this.ledger.open({ parent: null, isAttributed: true }, source, identity)
  }

  #await<T>(verdict: Promise<T>): Promise<T> {
    const forget = (answer: unknown) => {
      this.#unanswered.delete(verdict)
      this.ledger.underWay.blocking.delete(answer)
    }
    this.#unanswered.add(verdict)
    void verdict.then(forget, forget)
    return verdict
  }

  #isWaiting(): boolean {
    const { underWay, options } = this.ledger
    return options.plan === 'replay' && underWay.executing.size > 0 && !options.guard?.error
  }

  /** Waits for what is still being filed, and closes what the agent left open. */
  async finish(): Promise<void> {
    const until = workerState.now() + EXECUTION_GRACE
    while (this.#isWaiting() && workerState.now() < until) await nextTurn()
    // A call that the agent did not wait for is an action too; one whose body never ends is left behind.
    for (let turn = 0; this.#unanswered.size > 0 && turn < 20; turn++) await nextTurn()
    await hearThreads()
    this.ledger.isOver = true
    closeRun(this)
    this.#http.close()
    const { filing } = this.ledger.underWay
    while (filing.size > 0) await Promise.all(filing)
  }
}
