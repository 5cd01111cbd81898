import { type RunScope, workerState } from '../context/scope.ts'
import { nextTurn } from '../context/timers.ts'
import { transport } from '../intercept/transport.ts'
import { CallActions, type CallOptions } from './call-actions.ts'
import { ExitActions } from './exit-actions.ts'
import { HttpActions } from './http-actions.ts'
import type { PassLedger } from './pass-ledger.ts'

/** Milliseconds that a replay waits for functions that its agent did not wait for. */
const EXECUTION_GRACE = 1000

/** A pass over an agent while it goes on: what the agent calls within its scope is filed in its ledger. */
export class ActiveRun {
  readonly ledger: PassLedger
  readonly #http: HttpActions
  readonly #calls: CallActions
  readonly #exits: ExitActions
  readonly #unanswered = new Set<Promise<unknown>>()

  constructor(ledger: PassLedger) {
    this.ledger = ledger
    this.#http = new HttpActions(ledger)
    this.#exits = new ExitActions(ledger)
    this.#calls = new CallActions(ledger, (parent, work) => this.within(parent, work))
  }

  /** Runs code whose requests and actions belong to this run. */
  within<T>(parent: number | null, work: () => T): T {
    return workerState.run.run(this.#scope(parent), work)
  }

  #scope(parent: number | null): RunScope & { active: ActiveRun } {
    const { environment, locale, machine } = this.ledger.options
    return {
      active: this,
      transport,
      parent,
      environment,
      locale,
      machine,
      http: (call) => this.#await(this.#http.decide(call, parent)),
      passes: (request) => this.#http.passes(request),
      leave: (exit) => this.#exits.decide(exit, parent),
    }
  }

  /** Calls a wrapped function as an action of this run. */
  call(
    name: string,
    parent: number | null,
    call: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown {
    return this.#calls.call(name, parent, call, work, args, stack)
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
    const until = performance.now() + EXECUTION_GRACE
    while (this.#isWaiting() && performance.now() < until) await nextTurn()
    // A call that the agent did not wait for is an action too; one whose body never ends is left behind.
    for (let turn = 0; this.#unanswered.size > 0 && turn < 20; turn++) await nextTurn()
    this.ledger.isOver = true
    this.#http.close()
    const { filing } = this.ledger.underWay
    while (filing.size > 0) await Promise.all(filing)
  }
}
