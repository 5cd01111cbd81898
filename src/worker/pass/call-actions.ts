import type { RecordedAction } from '../../core/cassette/schema.ts'
import {
  captureError,
  captureValue,
  errorText,
  restoreError,
  restoreValue,
} from '../../core/cassette/value.ts'
import { comparePaths } from '../../core/divergence/differences/json-paths.ts'
import { compareWithTolerance } from '../../core/divergence/differences/tolerance.ts'
import { ReplayError } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json.ts'
import type { PassLedger } from './pass-ledger.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'
import { round, type ObservedAction } from './observed-action.ts'
import { callMatchable, valueJson } from '../../core/matching/asked-of.ts'
import { redactError } from './recorder.ts'
import { sourceOf } from '../context/source-location.ts'

/** How a wrapped function is treated in a replay. */
export interface CallOptions {
  type: 'tool' | 'step'
  replay: 'serve' | 'execute'
  /** Whether the function is declared `async`: what refuses it has to be a promise. */
  isAsync?: boolean
}

/** The wrapped functions of a run: they run and are recorded, or their recorded output is given back. */
export class CallActions {
  readonly #run: PassLedger

  readonly #within: <T>(parent: number, work: () => T) => T

  /** @param within Runs code whose requests and actions belong to an action of the run. */
  constructor(run: PassLedger, within: <T>(parent: number, work: () => T) => T) {
    this.#run = run
    this.#within = within
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
    const admission = this.#run.admit()
    if (admission !== 'admitted') return this.#refuse(name, call, admission)
    const action = this.#run.timeline.open(parent, sourceOf(stack, this.#run.options.root))
    action.type = call.type
    action.name = name
    action.operation = `${call.type} ${name}`
    const { redactor, player, plan } = this.#run.options
    const captured = describeValue(args)
    const inputs = { ...captured, json: redactor.json(captured.json) }
    if (!player) return this.#execute(action, call, work, inputs, null)
    const recorded = this.#run.ask(action, callMatchable(action.operation, valueJson(inputs)))
    if (action.treatment !== 'equal') action.asked = { inputs }
    const executes = call.replay === 'execute' || this.#run.isLive(action)
    if (recorded && !executes) return this.#giveBack(action, recorded)
    if (!recorded && plan === 'replay' && !executes) return this.#blockCall(action, call)
    if (recorded && action.treatment !== 'anchored')
      action.treatment = this.#run.isLive(action) ? 'live' : 'executed'
    return this.#execute(action, call, work, inputs, recorded)
  }

  /** Refuses a call of a run that ran away, as the function would: by a promise that rejects, or by throwing. */
  #refuse(name: string, { type }: CallOptions, admission: 'refused' | 'held'): unknown {
    if (admission === 'held') return new Promise(() => {})
    const error = this.#run.options.guard!.error!
    const isSame = (action: RecordedAction) => action.type === type && action.name === name
    if (this.#run.options.player!.recorded.find(isSame)?.async) return Promise.reject(error)
    throw error
  }

  #giveBack(action: ObservedAction, recorded: RecordedAction): unknown {
    this.#run.options.player!.skipChildren(recorded.index)
    this.#run.takeOver(action, recorded)
    action.failed = recorded.outcome === 'error'
    if (recorded.error) {
      const error = restoreError(recorded.error)
      if (recorded.async) return this.#inTurn(recorded, () => Promise.reject(error))
      throw error
    }
    const output = recorded.outputs ? restoreValue(recorded.outputs) : undefined
    return recorded.async ? this.#inTurn(recorded, () => Promise.resolve(output)) : output
  }

  #inTurn<T>(recorded: RecordedAction, answer: () => Promise<T>): Promise<T> {
    const turn = this.#run.options.arrivals?.turnOf(recorded)
    return turn ? turn.then(answer) : answer()
  }

  #blockCall(action: ObservedAction, call: CallOptions): Promise<never> {
    action.failed = true
    const { nearest } = this.#run.options.player!
    const reason = this.#run.explainBlocked(
      action,
      `${action.type} "${action.name}" with these inputs`,
    )
    const error = new ReplayError('CALL_BLOCKED', {
      attempted: `Failed to replay ${action.type} "${action.name}"`,
      reason,
      remedy: 'Record the run again, or let it run in every replay with replay: "execute"',
    })
    // As the function would have: a promise that rejects is not a call that throws.
    if (nearest ? nearest.async : call.isAsync) return Promise.reject(error)
    throw error
  }

  #execute(
    action: ObservedAction,
    call: CallOptions,
    work: () => unknown,
    inputs: RecordedAction['inputs'],
    recorded: RecordedAction | null,
  ): unknown {
    if (this.#run.options.plan !== 'replay') action.treatment = 'recorded'
    else if (recorded === null) action.treatment = this.#run.isLive(action) ? 'live' : 'executed'
    const file = (outcome: Partial<RecordedAction>) => {
      action.failed = outcome.error !== undefined
      const fresh: RecordedAction = {
        kind: 'action',
        index: action.index,
        type: call.type,
        name: action.name,
        parent: action.parent,
        start: action.start,
        duration: round(this.#run.timeline.now() - action.start),
        outcome: action.failed ? 'error' : 'success',
        inputs,
        ...outcome,
      }
      action.fresh = fresh
      if (recorded) {
        this.#run.options.arrivals?.note(recorded)
        this.#compareOutcomes(action, recorded, fresh)
        if (action.output.length > 0) this.#run.diverged()
      }
      this.#run.recorded(action)
    }
    const succeed = (output: unknown, async: boolean) => {
      try {
        const outputs = this.#captureOutput(output, call, action.name)
        file({ outputs, ...(async ? { async } : {}) })
      } catch (error) {
        // The agent may swallow it; the recording has failed all the same.
        this.#run.failure ??= error
        throw error
      }
    }
    const fail = (error: unknown, async: boolean) =>
      file({
        error: redactError(captureError(error), this.#run.options.redactor),
        ...(async ? { async } : {}),
      })

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
    this.#run.executing(settled)
    return settled
  }

  /** Notes on an action where its outcome differs from the recorded one. */
  #compareOutcomes(action: ObservedAction, recorded: RecordedAction, fresh: RecordedAction): void {
    const player = this.#run.options.player!
    player.addOutcome(recorded, fresh)
    const [before, now] = [outcomeOf(recorded), outcomeOf(fresh)]
    if (!('output' in before) || !('output' in now)) {
      action.output = comparePaths(before as never, now as never, 'outcome')
      return
    }
    const left = player.outputOf(action.name, before.output)
    const right = player.outputOf(action.name, now.output)
    const differences = comparePaths(left, right, 'output')
    if (differences.length === 0) return
    const explained = player.explainOutput(left, right)
    if (explained.length > 0) action.volatile = [...action.volatile, ...explained]
    else action.output = this.#tolerate(recorded, fresh) ?? differences
  }

  /** What remains where a rule allows outputs to differ; `null` without one. */
  #tolerate(recorded: RecordedAction, fresh: RecordedAction): ObservedAction['output'] | null {
    const rules = this.#run.options.compare.actions.get(fresh.name)
    if (!rules || !recorded.outputs || !fresh.outputs) return null
    const { differences, tolerated } = compareWithTolerance(recorded.outputs, fresh.outputs, {
      rules,
      root: 'output',
    })
    this.#run.tolerate(fresh.name, tolerated)
    return differences
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
    return { ...captured, json: this.#run.options.redactor.json(captured.json) }
  }
}

function outcomeOf(action: RecordedAction): { error: string } | { output: JsonValue } {
  return action.error
    ? { error: errorText(action.error) }
    : { output: action.outputs ? valueJson(action.outputs) : null }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
