import { type RunScope, workerState } from '../context/scope.ts'
import { nextTurn } from '../context/timers.ts'
import { transport } from '../intercept/transport.ts'
import { CallActions, type CallOptions } from './call-actions.ts'
import { HttpActions } from './http-actions.ts'
import { PassLedger } from './pass-ledger.ts'

/** The pass over an agent that goes on, or was the last, by the contents of its report. */
export const passInProgress = new WeakMap<object, ActiveRun>()

/** Milliseconds that a replay waits for functions that its agent did not wait for. */
const EXECUTION_GRACE = 1000

/** One pass over an agent: it is recorded, or replayed, action by action. */
export class ActiveRun extends PassLedger {
  readonly #http = new HttpActions(this)
  readonly #calls = new CallActions(this, (parent, work) => this.within(parent, work))
  readonly #unanswered = new Set<Promise<unknown>>()

  /** Runs code whose requests and actions belong to this run. */
  within<T>(parent: number | null, work: () => T): T {
    return workerState.run.run(this.scope(parent), work)
  }

  scope(parent: number | null): RunScope & { active: ActiveRun } {
    return {
      active: this,
      transport,
      parent,
      environment: this.options.environment,
      locale: this.options.locale,
      machine: this.options.machine,
      http: (call) => this.#await(this.#http.decide(call, parent)),
      passes: (url) => this.options.passthrough(url),
      refuseSocket: (target) => this.#http.refuseSocket(target, parent),
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
    const forget = () => this.#unanswered.delete(verdict)
    this.#unanswered.add(verdict)
    void verdict.then(forget, forget)
    return verdict
  }

  #isWaiting(): boolean {
    return (
      this.options.plan === 'replay' &&
      this.underWay.executing.size > 0 &&
      !this.options.guard?.error
    )
  }

  /** Waits for what is still being filed; what the agent left open is closed. */
  async finish(): Promise<void> {
    const until = performance.now() + EXECUTION_GRACE
    while (this.#isWaiting() && performance.now() < until) await nextTurn()
    // A call that the agent did not wait for is an action too; one whose body never ends is left behind.
    for (let turn = 0; this.#unanswered.size > 0 && turn < 20; turn++) await nextTurn()
    this.isOver = true
    this.#http.close()
    while (this.underWay.filing.size > 0) await Promise.all(this.underWay.filing)
  }
}
