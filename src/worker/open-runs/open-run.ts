import type { RawBody } from '../../core/cassette/raw-body.ts'
import type { HttpCall, HttpVerdict } from '../context/http-call.ts'
import type { ProcessCall } from '../context/process-call.ts'
import type { RunScope } from '../context/scope.ts'
import type { TestContext } from '../context/test-context.ts'

/** Treatment of a wrapped function in a replay. */
export interface CallOptions {
  type: 'tool' | 'step' | 'approval'
  replay: 'serve' | 'execute'
  /** The function is declared `async`: refusing it has to be a promise. */
  isAsync?: boolean
  /** The object that a method is called on. */
  receiver?: object
}

/** A call before it is known which run it belongs to. */
export type PendingCall =
  | { kind: 'http'; call: HttpCall; body: RawBody }
  | { kind: 'exit' }
  | { kind: 'process'; call: ProcessCall }
  | {
      kind: 'function'
      /** The call as a run names it; `null` for a run that does not record the function. */
      namedBy(run: OpenRun): { name: string; options: CallOptions; inputs: unknown[] } | null
    }

/** A recorded action that a replay still waits for and that was asked the same, except for generated values if `volatile`. */
export interface Expectation {
  kind: 'equal' | 'volatile'
  /** The same text for the same answer. */
  answer: string
}

/** A run whose agent goes on, as calls are assigned to it. */
export interface OpenRun {
  readonly name: string
  readonly test: TestContext
  /** The same for all passes over one agent. */
  readonly key: string
  readonly isReplay: boolean
  /** It was ended because its agent went on and on: what still comes from its context stays its own. */
  readonly ranAway: boolean
  /** The run whose agent started this one. */
  readonly outer: OpenRun | null
  /** The scope of calls that came without the run's async context. */
  readonly attributing: PassScope
  expectation(call: PendingCall): Expectation | null
  /** A replay still waits for an action of the same operation, whatever that was asked. */
  awaitsOperation(call: PendingCall): boolean
  /** The call goes on in the background of a recorded run, whatever the agent does. */
  isBackground(call: PendingCall): boolean
  /** Files a call that is refused because it is not known which run it belongs to. */
  refuse(what: string, reason: string, stack: string | undefined): void
  /** Decides on a request of the run. */
  http(call: HttpCall, origin: CallOrigin): Promise<HttpVerdict>
  /** Calls a wrapped function as an action of the run. */
  call(
    name: string,
    origin: CallOrigin,
    options: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown
}

/** The action within which a call is made, and how it is known to belong to the run. */
export interface CallOrigin {
  parent: number | null
  /** It came without the run's async context. */
  isAttributed: boolean
  /** An interval of the run made it. */
  isRecurring?: boolean | undefined
}

/** The scope of a run, or of code of which only its calls tell the run. */
export interface PassScope extends RunScope {
  readonly caller: Caller
}

/** The facts known of a call's run before the call itself is looked at. */
export interface Caller {
  /** The open run whose async context the code is in. */
  context?: OpenRun
  parent: number | null
  /** The context that it is in, of a run that has ended. */
  ended?: PassScope | undefined
  /** It is called by an interval of that run. */
  isRecurring?: boolean | undefined
  /** It is in the context of another test that goes on and has no run open. */
  isOfOtherTest: boolean
}

/**
 * The run that a call belongs to.
 *
 * - `uncertain`: one of several.
 * - `leftover`: an earlier pass over the same agent, which has ended.
 * - `none`: the call belongs to no run.
 */
export type Owner =
  | { kind: 'run'; run: OpenRun; origin: CallOrigin }
  | { kind: 'uncertain'; candidates: readonly OpenRun[] }
  | { kind: 'leftover'; candidates: readonly OpenRun[] }
  | { kind: 'none' }
