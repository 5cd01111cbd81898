import { NO_BODY } from '../../core/cassette/raw-body.ts'
import { ReplayError } from '../../core/errors.ts'
import { describeUnended, LateCalls } from '../begun/late-calls.ts'
import { isSubscription } from '../begun/open-exchange.ts'
import { RunWork } from '../begun/run-work.ts'
import { keepBackground } from '../open-runs/keep-background.ts'
import type { ReadCall } from '../context/broken-body.ts'
import type { HttpCall, HttpVerdict } from '../context/http-call.ts'
import { type Connections, type RunPhase, workerState } from '../context/scope.ts'
import { sourceOf } from '../context/source-location.ts'
import type { TestContext } from '../context/test-context.ts'
import { nextTurn } from '../context/timers.ts'
import { hearThreads } from '../intercept/threads/thread-book.ts'
import { blockedAnswer } from '../../core/replay/blocked-answer.ts'
import { transport } from '../intercept/transport.ts'
import { awaitsOperation } from './awaited/awaits-operation.ts'
import { CallActions } from './call-actions.ts'
import { connectionsOf } from './channels/connections.ts'
import { WebsocketActions } from './channels/websocket-actions.ts'
import { expectationOf } from './awaited/expectation-of.ts'
import { ExitActions } from './exit-actions.ts'
import { HttpActions } from './http-actions.ts'
import { functionTimeOf } from './limits/function-time.ts'
import { REFUSALS } from './limits/runaway-guard.ts'
import { ProcessActions } from './processes/process-actions.ts'
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
  readonly #connections: Connections
  readonly #processes: ProcessActions
  readonly #sockets: WebsocketActions
  #lateRefusals = 0
  /** Requests that are not decided on, with their names. */
  readonly #unanswered = new Map<Promise<unknown>, string>()
  readonly #work: RunWork
  readonly #late: LateCalls

  /** @param of The test, and the run's id: the same for all passes over one agent. */
  constructor(ledger: PassLedger, of: { test: TestContext; runId: string }) {
    this.ledger = ledger
    this.test = of.test
    this.key = `${of.test.id} ${of.runId}`
    this.#late = new LateCalls(this)
    this.#http = new HttpActions(ledger, (...one) => this.#work.noteAnswer(ledger, ...one))
    const { options, underWay } = ledger
    const { environment, player } = options
    this.#work = new RunWork({
      undecided: () => [...this.#unanswered.values()],
      exchanges: () => this.#http.underWay(),
      functions: () => [...underWay.executing.values(), ...this.#processes.underWay()],
      functionTime: functionTimeOf(options),
      progress: () => ledger.progress,
      isExpecting: () => this.isReplay && !options.skipsWaits && player!.unserved().length > 0,
      mayHurry: this.isReplay && environment !== undefined,
    })
    this.#exits = new ExitActions(ledger)
    this.#connections = connectionsOf(options, this.#exits)
    this.#sockets = new WebsocketActions(ledger, this.#late, () => this.#work.isStill(0))
    this.#processes = new ProcessActions(ledger, this.#exits)
    this.#calls = new CallActions(ledger, (parent, work) => this.within(parent, work))
    const around = workerState.run.getStore()
    this.outer = (typeof around === 'object' && (around as PassScope).caller.context) || null
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

  /** Makes answers that came after the recorded agent had returned wait for this one. */
  #holdAnswers(): void {
    const { arrivals, recordedReturn } = this.ledger.options
    const isStill = (held: number) => this.#work.isStill(held)
    arrivals?.watch({ returnedAt: recordedReturn, now: () => this.ledger.now(), isStill })
  }

  /** Opens the run: from here on, calls without the context of a run may belong to it. */
  open({ isAlone }: { isAlone: boolean }): Promise<void> | undefined {
    this.#holdAnswers()
    const { background, redactor, skipsWaits } = this.ledger.options
    if (skipsWaits) void this.#work.skipWaits(this.ledger)
    const answer = (read: ReadCall) => this.#http.background.answer(read)
    if (background) keepBackground({ background, redactor, answer })
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

  /** Opens the gateway of its child processes, where a rule asks for one. */
  openGateway(): Promise<void> | undefined {
    const within = <T>(work: () => T) => this.within(null, work)
    return this.#processes.openGateway({ within, http: this.#http })
  }

  /** Runs code whose requests and actions belong to this run. */
  within<T>(parent: number | null, work: () => T): T {
    return workerState.run.run(this.#scope({ parent, isAttributed: false }), work)
  }

  #scope(origin: CallOrigin): PassScope {
    // oxlint-disable-next-line typescript/no-this-alias -- a scope is inherited from by that of an interval
    const run = this
    const { environment, home, locale, machine, own } = this.ledger.options
    const caller = { context: this, parent: origin.parent, isOfOtherTest: false }
    return {
      caller,
      transport,
      parent: origin.parent,
      environment,
      own,
      home,
      locale,
      machine,
      timers: this.#work.timers,
      waits: this.ledger.options.skipsWaits ? this.#work.waits : undefined,
      intervals: this.ledger.options.intervals,
      get phase() {
        return run.phase
      },
      http(call) {
        const { isRecurring } = this
        const mayLie = runsOverlap() && !origin.isAttributed && !run.#isOverFor(isRecurring)
        return mayLie && !run.#http.mayAnswerEarly(call)
          ? run.#await(call, routeRequest(call, { ...caller, isRecurring }))
          : run.http(call, { ...origin, isRecurring })
      },
      depart(call) {
        const own = { ...origin, isRecurring: this.isRecurring }
        return run.#isOverFor(own.isRecurring) ? undefined : run.#http.depart(call, own)
      },
      passes: (request) => this.#http.passes(request),
      connections: this.#connections,
      leave: (exit) => this.#exits.decide(exit, origin),
      socket: (call) => this.#sockets.decide(call, origin),
      launch: (call) => this.#processes.launch(call, origin),
    }
  }

  /** An interval that an agent left behind is no work that it has begun. */
  #isOverFor(isRecurring: boolean | undefined): boolean {
    return this.ledger.isOver || (isRecurring === true && this.ledger.returnedAt !== null)
  }

  http(call: HttpCall, origin: CallOrigin): Promise<HttpVerdict> {
    if (this.#isOverFor(origin.isRecurring)) return this.#refuseLate(call, origin.isRecurring)
    return this.#await(call, this.#http.decide(call, origin))
  }

  /** Refuses a request of an agent whose run is over, unless it is dropped. One that repeats by itself is no failure. */
  async #refuseLate(call: HttpCall, isRecurring = false): Promise<HttpVerdict> {
    const dropped = this.#http.drop(call)
    if (dropped) return dropped
    // One that swallows every error would ask again for ever.
    if (this.ranAway && this.#lateRefusals++ >= REFUSALS) return { kind: 'hang' }
    const { method, url } = call
    const what = `${method.toUpperCase()} ${this.ledger.options.redactor.url(url)}`
    const reason = this.#late.note(what, isRecurring || isSubscription(call))
    return { kind: 'respond', body: NO_BODY, response: blockedAnswer(url, reason) }
  }

  call(
    name: string,
    origin: CallOrigin,
    options: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown {
    if (this.ledger.isOver && !this.ranAway) {
      const error = new ReplayError('CALL_BLOCKED', {
        attempted: `Failed to call ${options.type} "${name}"`,
        reason: this.#late.note(`${options.type} "${name}"`),
        remedy: 'Wait for it before the agent returns',
      })
      if (options.isAsync) return Promise.reject(error)
      throw error
    }
    return this.#calls.call(name, origin, options, work, args, stack)
  }

  expectation(call: PendingCall): Expectation | null {
    const [http, calls, processes] = [this.#http, this.#calls, this.#processes]
    return expectationOf(call, this, { http, calls, processes })
  }

  awaitsOperation(call: PendingCall): boolean {
    return awaitsOperation(call, this, this.ledger.options)
  }

  isBackground(call: PendingCall): boolean {
    return call.kind === 'http' && this.#http.background.knows(call)
  }

  refuse(what: string, reason: string, stack: string | undefined): void {
    if (this.isReplay) {
      const identity = { type: 'http', name: what, operation: '' } as const
      const source = sourceOf(stack, this.ledger.options.root)
      const origin = { parent: null, isAttributed: true }
      return this.ledger.refuse(this.ledger.open(origin, source, identity), `${what}: ${reason}`)
    }
    this.ledger.failure ??= new ReplayError('RUN_UNCERTAIN', {
      attempted: `Failed to record "${this.name}"`,
      reason: `${what} cannot be assigned to a run: ${reason}`,
      remedy: 'Record this run alone: add -t with the name of its test',
    })
  }

  #await<T>({ method, url }: HttpCall, verdict: Promise<T>): Promise<T> {
    const forget = (answer: unknown) => {
      this.#unanswered.delete(verdict)
      this.ledger.underWay.blocking.delete(answer)
    }
    const { redactor } = this.ledger.options
    this.#unanswered.set(verdict, `${method.toUpperCase()} ${redactor.url(url)}`)
    void verdict.then(forget, forget)
    return verdict
  }

  /**
   * Waits for what the agent has begun and for what is still being filed, and closes what it left open.
   *
   * @param isKept The run counts: one that failed is not waited for.
   */
  async finish({ isKept }: { isKept: boolean }): Promise<void> {
    const { ledger } = this
    const { arrivals, guard } = ledger.options
    ledger.returnedAt = ledger.now()
    arrivals?.noteReturn()
    if (isKept && guard?.error === undefined) await this.#awaitBegun()
    else this.#late.silence()
    // A call that the agent did not wait for is an action too; one whose body never ends is left behind.
    for (let turn = 0; this.#unanswered.size > 0 && turn < 20; turn++) await nextTurn()
    await hearThreads()
    ledger.isOver = true
    this.#work.timers.clear()
    ledger.options.intervals.end()
    closeRun(this)
    this.#http.close()
    this.#exits.close()
    this.#sockets.close()
    this.#processes.close()
    await ledger.filed()
  }

  async #awaitBegun(): Promise<void> {
    const { ledger } = this
    const started = workerState.now()
    const bound = started + ledger.options.afterReturn
    const unended = await this.#work.waitForEnd(bound, this.test.deadline)
    if (unended.length === 0) return
    this.#late.silence()
    const followed = ledger.actions.filter(({ start }) => start > ledger.returnedAt!).length
    const error = describeUnended(this, { unended, followed, waited: workerState.now() - started })
    if (this.isReplay) ledger.unended = error
    else ledger.failure ??= error
  }
}
