import module, { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import workerThreads, { Worker } from 'node:worker_threads'
import { contextScope, currentScope, type RunScope, workerState } from '../context/scope.ts'
import {
  closedThread,
  createGate,
  startClosed,
  type ThreadArguments,
} from './threads/start-closed.ts'
import {
  followEarly,
  followThread,
  HOOKS,
  listenToThreads,
  threads,
} from './threads/thread-book.ts'

/**
 * Stands before the constructor of worker threads: one that is started within a run gets a closed network, one that is older
 * has it closed while a run is open. What they try is filed in the run.
 */
export function installThreads(): void {
  if (threads.installed) return
  threads.installed = true
  const construct = (target: typeof Worker, args: ThreadArguments, newTarget: Function): Worker => {
    const start = (given: ThreadArguments) => Reflect.construct(target, given, newTarget) as Worker
    if (workerState.run.getStore() === 'bypass') return start(args)
    const scope = currentScope()
    const names = namesOf(...args)
    if (!scope) {
      const gate = createGate()
      const worker = startClosed(args, start, gate)
      followEarly(worker, { names, gate })
      return worker
    }
    const verdict = scope.leave({ kind: 'worker', names })
    if (verdict.kind === 'refused') throw new Error(`[vitest-replay] blocked: ${verdict.reason}`)
    if (verdict.kind !== 'closed') return start(args)
    const worker = startClosed(args, start)
    followThread(worker, { scope, names })
    return worker
  }
  countMessages()
  const guarded = new Proxy(workerThreads.Worker, { construct: construct as never })
  Object.assign(workerThreads, { Worker: guarded })
  closeHooks()
  syncBuiltinESMExports()
}

/** Counts an older thread in the run that sends it something. */
function countMessages(): void {
  const { postMessage } = Worker.prototype
  const counted = new WeakMap<Worker, WeakSet<RunScope>>()
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
    const early = threads.early.get(this)
    const scope = early && contextScope()
    if (scope && !counted.get(this)?.has(scope)) {
      counted.set(this, (counted.get(this) ?? new WeakSet()).add(scope))
      const verdict = scope.leave({ kind: 'worker', names: early.names })
      if (verdict.kind === 'refused') throw new Error(`[vitest-replay] blocked: ${verdict.reason}`)
    }
    return Reflect.apply(postMessage, this, args)
  }
}

/**
 * Closes the network of the thread that runs the hooks of modules before a run hands it code.
 *
 * @note The thread is one for all: it is closed as a module of hooks itself, and stays so.
 */
function closeHooks(): void {
  const { register } = module
  if (typeof register !== 'function') return
  const thin = function (...args: unknown[]): unknown {
    const scope = currentScope()
    const verdict = scope?.leave({ kind: 'worker', names: HOOKS })
    if (verdict?.kind === 'refused') throw new Error(`[vitest-replay] blocked: ${verdict.reason}`)
    if (verdict?.kind === 'closed' && threads.hooks === 'open') {
      threads.hooks = 'closed'
      listenToThreads()
      register(pathToFileURL(closedThread()))
    }
    return Reflect.apply(register, module, args)
  }
  Object.assign(module, { register: thin })
}

function namesOf(...[file, options]: ThreadArguments): [string, ...string[]] {
  if (options?.eval) return [options.name ?? 'eval']
  const path = String(file).replace(/^file:\/\//, '')
  return [basename(path), path, ...(options?.name === undefined ? [] : [options.name])]
}
