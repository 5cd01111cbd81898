import { ReplayError } from '../../core/errors.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { callStack } from '../context/call-stack.ts'
import { currentScope } from '../context/scope.ts'
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

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

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
    return callAction({ options: call, work: () => fn.apply(this, args), namedBy: () => named })
  }
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true })
  return wrapped as Wrapped
}

function isAsync(fn: unknown): boolean {
  return (fn as AnyFunction).constructor.name === 'AsyncFunction'
}

interface ToolLike {
  execute: AnyFunction
}

function isTool(value: unknown): value is ToolLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<ToolLike>).execute === 'function'
  )
}

function isAgentsTool(value: unknown): value is { name?: string; invoke: AnyFunction } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { invoke?: unknown }).invoke === 'function'
  )
}

/** A method that is replaced, and the runs that named it: runs overlap, and the first to end must not undo it for the rest. */
interface Replaced {
  users: Map<OpenRun, { name: string; inputsOf: (args: unknown[]) => unknown[] }>
  restore(): void
}

const replaced = new WeakMap<object, Map<string, Replaced>>()

/**
 * Wraps what the option `actions` names, in place, and returns a function that undoes it. Accepted are
 * `[object, 'method']`, a tool with `execute` (AI SDK) or `invoke` (OpenAI Agents SDK), sets of these, and objects of functions.
 * Only calls of this run are recorded; another one that overlaps with it calls the function as it is.
 */
export function wrapTargets(targets: NonNullable<RunOptions['actions']>, run: OpenRun): () => void {
  const undo: Array<() => void> = []
  const wrapping = { run, undo }
  const restore = () => {
    for (const leave of undo.splice(0).reverse()) leave()
  }
  try {
    for (const [name, target] of Object.entries(targets)) wrapTarget(name, target, wrapping)
  } catch (error) {
    restore()
    throw error
  }
  return restore
}

interface Wrapping {
  run: OpenRun
  undo: Array<() => void>
}

function wrapTarget(name: string, target: unknown, wrapping: Wrapping): void {
  if (Array.isArray(target)) {
    const [owner, key] = target as [unknown, unknown]
    if (
      target.length !== 2 ||
      typeof owner !== 'object' ||
      owner === null ||
      typeof key !== 'string'
    ) {
      throw refuse(name, "is not an [object, 'method'] pair")
    }
    replaceMethod(name, owner as Record<string, unknown>, key, wrapping, (args) => args)
  } else if (isTool(target)) {
    // The second argument of a tool is the framework's (abort signal, messages): no input of the tool.
    replaceMethod(name, target as unknown as Record<string, unknown>, 'execute', wrapping, (args) =>
      args.slice(0, 1),
    )
  } else if (isAgentsTool(target)) {
    replaceMethod(
      target.name ?? name,
      target as unknown as Record<string, unknown>,
      'invoke',
      wrapping,
      (args) => args.slice(1, 2),
    )
  } else if (typeof target === 'object' && target !== null) {
    const members = Object.entries(target)
    if (members.length === 0) throw refuse(name, 'contains no function')
    for (const [key, member] of members) {
      if (typeof member === 'function')
        replaceMethod(
          `${name}.${key}`,
          target as Record<string, unknown>,
          key,
          wrapping,
          (args) => args,
        )
      else if (isTool(member) || isAgentsTool(member)) wrapTarget(key, member, wrapping)
    }
  } else if (typeof target === 'function') {
    throw refuse(name, 'is a function without an object, and only a method can be replaced')
  } else {
    throw refuse(name, `is of type ${typeof target}`)
  }
}

function refuse(name: string, reason: string): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: `Failed to record the action "${name}"`,
    reason: `the value of the option "actions.${name}" ${reason}`,
    remedy:
      "Write actions: { refund: [orders, 'refund'] }, pass a tool set, wrap it with action('name', fn), or mock its module with vi.mock(path, { spy: true }) and name [module, 'function']",
    location: { field: `actions.${name}` },
  })
}

function replaceMethod(
  name: string,
  owner: Record<string, unknown>,
  key: string,
  { run, undo }: Wrapping,
  inputsOf: (args: unknown[]) => unknown[],
): void {
  const methods = replaced.get(owner) ?? new Map<string, Replaced>()
  const method = methods.get(key) ?? replaceOnce(name, owner, key)
  if (method.users.has(run)) return
  replaced.set(owner, methods.set(key, method))
  method.users.set(run, { name, inputsOf })
  undo.push(() => {
    method.users.delete(run)
    if (method.users.size > 0) return
    methods.delete(key)
    method.restore()
  })
}

function replaceOnce(name: string, owner: Record<string, unknown>, key: string): Replaced {
  const original = owner[key]
  if (typeof original !== 'function') throw refuse(name, `has no method "${key}"`)
  // A spy with an implementation of its own gets another one, so that it still counts its calls.
  const spy = original as AnyFunction & {
    mockImplementation?: (fn: AnyFunction) => unknown
    getMockImplementation?: () => AnyFunction | undefined
  }
  const implementation = spy.mockImplementation && spy.getMockImplementation?.()
  const users: Replaced['users'] = new Map()
  const call: CallOptions = {
    type: 'tool',
    replay: 'serve',
    isAsync: isAsync(implementation ?? original),
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const work = () => ((implementation ?? original) as AnyFunction).apply(this, args)
    const namedBy = (run: OpenRun) => {
      const use = users.get(run)
      return use ? { name: use.name, inputs: use.inputsOf(args) } : null
    }
    return callAction({ options: call, work, namedBy })
  }
  if (implementation) {
    spy.mockImplementation!(wrapped)
    return { users, restore: () => void spy.mockImplementation!(implementation) }
  }
  const descriptor = Object.getOwnPropertyDescriptor(owner, key)
  if (descriptor && !descriptor.configurable && !descriptor.writable)
    throw refuse(name, `has a method "${key}" that cannot be replaced`)
  Object.defineProperty(owner, key, {
    value: wrapped,
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? false,
  })
  const restore = () => {
    if (descriptor) Object.defineProperty(owner, key, descriptor)
    else delete owner[key]
  }
  return { users, restore }
}
