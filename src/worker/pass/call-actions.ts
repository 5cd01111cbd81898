import { describeValue } from '../../core/cassette/describe-value.ts'
import type { RecordedAction } from '../../core/cassette/schema.ts'
import { bindErrors, captureError, restoreError, restoreValue } from '../../core/cassette/value.ts'
import { ReplayError } from '../../core/errors.ts'
import { callMatchable, valueJson } from '../../core/matching/asked-of.ts'
import { tellsAborts } from '../../core/request-headers/meaningful-headers.ts'
import { liftReplay } from '../../core/policy/lift-options.ts'
import { APPLIED, renderRule, type PolicyRule } from '../../core/policy/policy-rule.ts'
import { sourceOf } from '../context/source-location.ts'
import { captureOutput } from './outputs/call-output.ts'
import { compareOutcomes } from './compare-outcomes.ts'
import type { Answered, Blocked, Decision } from './decision.ts'
import { describePerformed } from './describe-performed.ts'
import type { ObservedAction, RunReason } from './observed-action.ts'
import type { CallOptions, CallOrigin } from '../open-runs/open-run.ts'
import type { PassLedger } from './pass-ledger.ts'
import type { Player } from './player.ts'
import { receiverState } from '../wrap/receiver-state.ts'
import { redactError } from './recorder.ts'
import type { Admission } from './limits/runaway-guard.ts'

/** A call and the rule that decides on it. */
type DecidedCall = CallOptions & { rule: PolicyRule | null; state?: Record<string, string> }

type Inputs = NonNullable<RecordedAction['inputs']>

/** The wrapped functions of a run: they run and are recorded, or return their recorded output. */
export class CallActions {
  readonly #ledger: PassLedger
  readonly #within: <T>(parent: number, work: () => T) => T

  /** @param within Runs code whose requests and actions belong to an action of the run. */
  constructor(ledger: PassLedger, within: <T>(parent: number, work: () => T) => T) {
    this.#ledger = ledger
    this.#within = within
  }

  /** Calls a wrapped function: it runs and is recorded, or its recorded output is returned. */
  call(
    given: string,
    origin: CallOrigin,
    call: CallOptions,
    work: () => unknown,
    args: unknown[],
    stack?: string,
  ): unknown {
    const admission = this.#ledger.admit(call.type)
    const { player, plan, root, redactor } = this.#ledger.options
    const name = redactor.name(given)
    if (admission !== 'admitted') return this.#refuse(name, call, admission)
    const operation = `${call.type} ${name}`
    const rule = this.#ledger.options.policy.find(
      call.type,
      [given],
      liftReplay(call.type, given, call.replay),
    )
    const effect = rule?.effect ?? 'serve'
    if (effect === 'pass') {
      this.#count(call.type, name, rule)
      return origin.parent === null ? work() : this.#within(origin.parent, work)
    }
    const identity = { type: call.type, name, operation }
    const action = this.#ledger.open(origin, sourceOf(stack, root), identity)
    if (effect === 'refuse') return this.#refuseByRule(action, call, rule!)
    const decided: DecidedCall = { ...call, rule }
    // A call that is live in this replay alone was recorded to be served.
    if (rule?.origin !== 'live' && (effect === 'serve' || effect === 'execute'))
      decided.replay = effect
    const inputs = this.#inputsOf(args)
    // Whatever was recorded: another answer is a difference.
    const run = effect === 'answer' ? async () => structuredClone(rule!.answer) : work
    const receiver = call.receiver && receiverState(call.receiver, redactor)
    if (receiver) decided.state = receiver
    if (!player) return this.#execute(action, decided, run, inputs, null)
    const asked = callMatchable(operation, valueJson(inputs))
    const decision = this.#ledger.ask(action, { name, operation }, asked)
    if (decision.operation !== operation)
      this.#ledger.identify(action, { ...identity, operation: decision.operation })
    if (decision.kind !== 'blocked') {
      player.headerNotes.unseen.noteReceiver(decision.recorded, receiver)
      player.headerNotes.unseen.noteUnread(name, args, '$')
    }
    // The actions within the recorded answer are not performed again.
    if (effect === 'answer' && decision.kind !== 'blocked')
      player.skipChildren(decision.recorded.index)
    const executes = effect === 'execute' || effect === 'answer'
    if (executes || (decision.kind === 'blocked' && plan !== 'replay'))
      return this.#execute(action, decided, run, inputs, decision)
    if (decision.kind === 'blocked') return this.#block(action, call, inputs, decision)
    return this.#serve(action, inputs, decision)
  }

  /** Finds the recorded action that still waits for a call. */
  awaits(given: string, { type }: CallOptions, args: unknown[]): ReturnType<Player['awaits']> {
    const { player, redactor } = this.#ledger.options
    if (!player) return null
    const name = redactor.name(given)
    const operation = `${type} ${name}`
    const asked = callMatchable(operation, valueJson(this.#inputsOf(args)))
    return player.awaits(player.read(name, operation, asked))
  }

  #inputsOf(args: unknown[]): Inputs {
    const { redactor, headers } = this.#ledger.options
    const captured = describeValue(args, undefined, { readsAborts: tellsAborts(headers.table) })
    return { ...captured, json: redactor.json(captured.json) }
  }

  /** Refuses a call of a run that ran away, as the function would: by a promise that rejects, or by throwing. */
  #refuse(
    name: string,
    { type, isAsync }: CallOptions,
    admission: Exclude<Admission, 'admitted'>,
  ): unknown {
    if (admission === 'unanswered') return new Promise(() => {})
    const { guard, player } = this.#ledger.options
    const error = guard!.error!
    const isSame = (action: RecordedAction) => action.type === type && action.name === name
    if (isAsync || player?.recorded.find(isSame)?.async) return Promise.reject(error)
    throw error
  }

  #serve(action: ObservedAction, inputs: Inputs, decision: Answered): unknown {
    const { recorded, answer } = decision
    const { player, errors, classes, arrivals } = this.#ledger.options
    player!.skipChildren(recorded.index)
    this.#ledger.serve(action, { decision, content: contentOf(decision, inputs) })
    if (!answer.async) arrivals?.note(recorded)
    if (answer.error) {
      const error = restoreError(errors ? bindErrors(answer.error, errors) : answer.error)
      if (answer.async) return this.#inTurn(recorded, () => Promise.reject(error))
      throw error
    }
    const output = answer.outputs ? restoreValue(answer.outputs, classes) : undefined
    return answer.async ? this.#inTurn(recorded, () => Promise.resolve(output)) : output
  }

  #inTurn<T>(recorded: RecordedAction, answer: () => Promise<T>): Promise<T> {
    const turn = this.#ledger.options.arrivals?.turnOf(recorded)
    return turn ? turn.then(answer) : answer()
  }

  #block(
    action: ObservedAction,
    call: CallOptions,
    inputs: Inputs,
    decision: Blocked,
  ): Promise<never> {
    const called = `${action.type} "${action.name}"`
    const reason = this.#ledger.block(action, {
      decision,
      content: { inputs },
      what: `${called} with these inputs`,
    })
    const error = new ReplayError('CALL_BLOCKED', {
      attempted: `Failed to replay ${called}`,
      reason,
      remedy:
        call.type === 'approval'
          ? `Record the run again, or answer it with policy: { ${JSON.stringify(`approval ${action.name}`)}: { answer: ... } }`
          : 'Record the run again, or let it run in every replay with replay: "execute"',
    })
    // As the function would have: a promise that rejects is not a call that throws.
    if (decision.nearest ? decision.nearest.async : call.isAsync) return Promise.reject(error)
    throw error
  }

  /** Refuses a call that a rule of the user forbids, while recording too. */
  #refuseByRule(action: ObservedAction, call: CallOptions, rule: PolicyRule): Promise<never> {
    const called = `${action.type} "${action.name}"`
    const reason = `${called} is refused by ${renderRule(rule)}`
    this.#count(call.type, action.name, rule)
    this.#ledger.refuse(action, reason, rule)
    const error = new ReplayError('CALL_BLOCKED', {
      attempted: `Failed to call ${called}`,
      reason,
      remedy: 'Prevent the agent from calling it, or change the rule',
    })
    if (call.isAsync) return Promise.reject(error)
    throw error
  }

  #count(kind: CallOptions['type'], name: string, rule: PolicyRule | null): void {
    const effect = rule && APPLIED[rule.effect]
    if (effect) this.#ledger.policy.count({ kind, name, effect, rule })
  }

  #execute(
    action: ObservedAction,
    call: DecidedCall,
    work: () => unknown,
    inputs: Inputs,
    decision: Decision | null,
  ): unknown {
    const content = decision ? contentOf(decision, inputs) : undefined
    const reason = this.#reasonOf(call, decision)
    this.#ledger.run(action, { reason, decision, content })
    const { rule } = call
    // A function that runs in every replay by its own option is counted as served.
    const isExecuted =
      reason !== 'recorded' && rule?.effect === 'execute' && rule.origin !== 'replay'
    if (isExecuted || rule?.effect === 'answer') this.#count(call.type, action.name, rule)
    const recorded = decision && decision.kind !== 'blocked' ? decision.recorded : null
    const asked = { inputs, ...(call.state && { receiver: call.state }) }
    const succeed = (output: unknown, async: boolean) => {
      try {
        const { redactor } = this.#ledger.options
        const outputs = captureOutput(output, call, { name: action.name, redactor, recorded })
        if (recorded && reason === 'executed')
          this.#ledger.options.player!.headerNotes.unseen.noteUnread(action.name, output, 'output')
        this.#file(action, { ...asked, outputs, ...(async ? { async } : {}) }, recorded)
      } catch (error) {
        // The agent may swallow it; the recording has failed all the same.
        this.#ledger.failure ??= error
        throw error
      }
    }
    const fail = (thrown: unknown, async: boolean) => {
      const error = redactError(captureError(thrown), this.#ledger.options.redactor)
      this.#file(action, { ...asked, error, ...(async ? { async } : {}) }, recorded)
    }

    let result: unknown
    try {
      result = this.#within(action.index, work)
    } catch (error) {
      fail(error, false)
      throw error
    }
    if (!isThenable(result)) {
      succeed(result, false)
      return result
    }
    const ended = Promise.resolve(result).then(
      (output) => {
        succeed(output, true)
        return output
      },
      (error: unknown) => {
        fail(error, true)
        throw error
      },
    )
    this.#ledger.executing(ended, action.name)
    return ended
  }

  #reasonOf({ rule }: DecidedCall, decision: Decision | null): RunReason {
    if (this.#ledger.options.plan !== 'replay') return 'recorded'
    if (decision?.kind === 'mismatched') return 'mismatched'
    return rule?.origin === 'live' ? 'live' : 'executed'
  }

  #file(
    action: ObservedAction,
    parts: Pick<RecordedAction, 'inputs' | 'receiver' | 'outputs' | 'error' | 'async'>,
    recorded: RecordedAction | null,
  ): void {
    const { player, arrivals, compare } = this.#ledger.options
    const outcome = parts.error === undefined ? 'success' : 'error'
    const duration = this.#ledger.now() - action.start
    const fresh = describePerformed(action, { ...parts, outcome }, { duration })
    if (!recorded || !player) return this.#ledger.end(action, fresh)
    arrivals?.note(recorded)
    // The user's code ran again: an id that it returns is compared, not taken for a provider's.
    if (action.treatment !== 'executed') player.addOutcome(recorded, fresh)
    const rules = compare.actions.get(fresh.name)
    const { tolerated, ...differences } = compareOutcomes(recorded, fresh, { player, rules })
    this.#ledger.tolerate(fresh.name, tolerated)
    this.#ledger.end(action, fresh, differences)
  }
}

/** Returns the inputs of a call, where they are not the recorded ones. */
function contentOf({ kind }: Decision, inputs: Inputs): { inputs: Inputs } | undefined {
  return kind === 'equal' ? undefined : { inputs }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
