import { ReplayError } from '../../core/errors.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import type { CallOptions, OpenRun } from '../open-runs/open-run.ts'
import { callFunction, isAsync, withReceiver } from './actions.ts'
import { namedMethod, toolMethodOf, type AnyFunction, type ToolMethod } from './framework-tools.ts'

/** A method that is replaced, and the runs that named it: runs overlap, and the first to end must not undo it for the rest. */
interface Replaced {
  users: Map<OpenRun, Target>
  restore(): void
}

const replaced = new WeakMap<object, Map<string, Replaced>>()

/**
 * Wraps what the option `actions` names, in place, and returns a function that undoes it. Accepted are
 * `[object, 'method']`, a tool of a framework, lists, sets and objects of these, MCP clients, and objects of functions.
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
  if (isPair(target)) {
    const [owner, key] = target
    const method = namedMethod(owner, key)
    // A spy on an alias, or a method of its own, is what the user named.
    const isThere = typeof method.owner[method.key] === 'function'
    replaceMethod(
      isThere ? { ...method, name } : { owner, key, inputsOf: method.inputsOf, name },
      wrapping,
    )
    return
  }
  const tool = toolMethodOf(target)
  if (tool)
    replaceMethod({ ...tool, name: tool.key === 'invoke' ? (tool.name ?? name) : name }, wrapping)
  else if (isCollection(target)) wrapCollection(name, target, wrapping)
  else if (typeof target === 'object' && target !== null) wrapMembers(name, target, wrapping)
  else if (typeof target === 'function')
    throw refuse(name, 'is a function without an object, and only a method can be replaced')
  else throw refuse(name, `is of type ${typeof target}`)
}

function isPair(target: unknown): target is [Record<string, unknown>, string] {
  if (!Array.isArray(target) || target.length !== 2) return false
  const [owner, key] = target as [unknown, unknown]
  return typeof owner === 'object' && owner !== null && typeof key === 'string'
}

type Collection = ReadonlyArray<unknown> | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>

function isCollection(target: unknown): target is Collection {
  return Array.isArray(target) || target instanceof Set || target instanceof Map
}

/** Wraps the tools of a list, a set or a map, each by the name that it has there or gives itself. */
function wrapCollection(name: string, target: Collection, wrapping: Wrapping): void {
  const entries: Array<[unknown, unknown]> =
    target instanceof Map
      ? [...target]
      : [...(target as Iterable<unknown>)].map((one) => [null, one])
  if (entries.length === 0) throw refuse(name, 'contains no tool')
  for (const [key, member] of entries) {
    const tool = toolMethodOf(member)
    if (!tool) throw refuse(name, "is neither an [object, 'method'] pair nor a list of tools")
    wrapTool(tool, typeof key === 'string' ? key : (tool.name ?? name), wrapping)
  }
}

function wrapTool(tool: ToolMethod, name: string, wrapping: Wrapping): void {
  replaceMethod({ ...tool, name }, wrapping)
}

function wrapMembers(name: string, target: object, wrapping: Wrapping): void {
  const members = Object.entries(target)
  if (members.length === 0) throw refuse(name, 'contains no function')
  for (const [key, member] of members) {
    if (typeof member === 'function') {
      const owner = target as Record<string, unknown>
      replaceMethod({ owner, key, name: `${name}.${key}`, inputsOf: (args) => args }, wrapping)
    } else if (toolMethodOf(member)) wrapTarget(key, member, wrapping)
    else if (isCollection(member) && [...member.values()].some(toolMethodOf))
      wrapCollection(key, member, wrapping)
  }
}

/** A method to replace, and how a call of it is recorded. */
type Target = Pick<ToolMethod, 'owner' | 'key' | 'inputsOf' | 'nameOf'> & { name: string }

function refuse(name: string, reason: string): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: `Failed to record the action "${name}"`,
    reason: `the value of the option "actions.${name}" ${reason}`,
    remedy:
      "Write actions: { refund: [orders, 'refund'] }, pass tools of a framework, wrap it with action('name', fn), or mock its module with vi.mock(path, { spy: true }) and name [module, 'function']",
    location: { field: `actions.${name}` },
  })
}

function replaceMethod(target: Target, { run, undo }: Wrapping): void {
  const { name, owner, key } = target
  const methods = replaced.get(owner) ?? new Map<string, Replaced>()
  const method = methods.get(key) ?? replaceOnce(name, owner, key)
  if (method.users.has(run)) return
  replaced.set(owner, methods.set(key, method))
  method.users.set(run, target)
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
      return use ? { name: use.nameOf?.(args) ?? use.name, inputs: use.inputsOf(args) } : null
    }
    const called = { options: withReceiver(call, this), namedBy }
    return callFunction(implementation ?? original, work, called)
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
