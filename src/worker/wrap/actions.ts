import { ReplayError } from '../../core/errors.ts'
import { callStack } from '../context/call-stack.ts'
import { currentScope } from '../context/scope.ts'
import type { AnyFunction } from './framework-tools.ts'
import { yieldResults, yieldsResults } from './yielded-results.ts'
import type { CallOptions, OpenRun, PassScope } from '../open-runs/open-run.ts'
import { ownerOf } from '../open-runs/open-runs.ts'
import { refuseUncertain } from '../open-runs/undecided-scope.ts'

/** Behaviour of a wrapped function in a replay. */
export interface ActionOptions {
  /**
   * `serve` returns the recorded output (or throws the recorded error), `execute` runs the function and compares
   * its output with the recorded one.
   *
   * @default 'serve'
   */
  replay?: 'serve' | 'execute'
}

/** A called function, with the name that each run records it under. */
interface CalledFunction {
  options: CallOptions
  work: () => unknown
  namedBy(run: OpenRun): { name: string; inputs: unknown[] } | null
}

/** Calls a function as an action of the run that it belongs to; outside of a run, calls it directly. */
function callAction({ options, work, namedBy }: CalledFunction): unknown {
  const scope = currentScope() as PassScope | undefined
  if (!scope) return work()
  const named = (run: OpenRun) => {
    const call = namedBy(run)
    return call && { ...call, options }
  }
  const owner = ownerOf({ kind: 'function', namedBy: named }, scope.caller)
  if (owner.kind === 'none') return work()
  const [first] = owner.kind === 'run' ? [owner.run] : owner.candidates
  const call = namedBy(first!)
  if (!call) return work()
  const stack = callStack()
  if (owner.kind === 'run')
    return owner.run.call(call.name, owner.origin, options, work, call.inputs, stack)
  const what = `${options.type} "${call.name}"`
  const error = new ReplayError('CALL_BLOCKED', {
    attempted: `Failed to call ${what}`,
    reason: refuseUncertain(owner, what, stack),
    remedy: 'Run these tests one after the other',
  })
  if (options.isAsync) return Promise.reject(error)
  throw error
}

/** Calls a step that the agent's context provides. */
export function callStep(run: OpenRun, name: string, work: () => unknown): unknown {
  const scope = currentScope() as PassScope | undefined
  const isInContext = scope?.caller.context === run
  const origin = { parent: isInContext ? scope.parent : null, isAttributed: !isInContext }
  const options: CallOptions = { type: 'step', replay: 'execute' }
  return run.call(name, origin, options, work, [], callStack())
}

/**
 * Wraps a function so that every call within a run is recorded as a tool action, and answered from the recording
 * in a replay. Outside of a run the function is called as it is.
 *
 * @example
 * const lookUp = action('lookUp', async (id: string) => database.find(id))
 * await lookUp('A-17')
 */
export function action<Wrapped extends AnyFunction>(
  name: string,
  fn: Wrapped,
  options: ActionOptions = {},
): Wrapped {
  if (typeof fn !== 'function') {
    throw new ReplayError('OPTION_INVALID', {
      attempted: `Failed to wrap the action "${name}"`,
      reason: `the second argument is ${fn === null ? 'null' : `of type ${typeof fn}`}, not a function`,
      remedy: "Write action('name', (input) => ...)",
    })
  }
  const call: CallOptions = {
    type: 'tool',
    replay: options.replay ?? 'serve',
    isAsync: isAsync(fn),
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const named = { name, inputs: args }
    const options = withReceiver(call, this)
    return callFunction(fn, () => fn.apply(this, args), { options, namedBy: () => named })
  }
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true })
  return wrapped as Wrapped
}

/** Calls a function that is wrapped as an action, one with a single result or one whose results come one after another. */
export function callFunction(
  fn: unknown,
  work: () => unknown,
  called: Omit<CalledFunction, 'work'>,
): unknown {
  if (!yieldsResults(fn)) return callAction({ ...called, work })
  const generate = work as () => AsyncIterable<unknown>
  return yieldResults(generate, (all) => callAction({ ...called, work: all }))
}

/** The treatment of a call, with the object that a method is called on. */
export function withReceiver(call: CallOptions, receiver: unknown): CallOptions {
  const isObject = typeof receiver === 'object' || typeof receiver === 'function'
  return isObject && receiver !== null && receiver !== globalThis ? { ...call, receiver } : call
}

/** Recognises a function whose answer comes later. */
export function isAsync(fn: unknown): boolean {
  return (fn as AnyFunction).constructor.name === 'AsyncFunction' || yieldsResults(fn)
}
