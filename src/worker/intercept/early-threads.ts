import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import workerThreads, {
  BroadcastChannel,
  type Worker,
  type WorkerOptions,
} from 'node:worker_threads'
import { currentScope, type RunScope } from '../context/scope.ts'
import { nextTurn } from '../context/timers.ts'

const OURS = Symbol.for('vitest-replay.threads')

interface Started {
  scope: RunScope
  names: readonly [string, ...string[]]
}

/** A message of a closed thread: what it tried in vain, or opened on this machine. */
type Tried = { threadId: number } & ({ reached: string } | { local: LocalExit })

interface LocalExit {
  kind: 'tcp' | 'udp'
  host: string
  port: number
}

interface ThreadState {
  installed: boolean
  /** The threads that go on with a closed network, by their id. */
  started: Map<number, Started>
  channel?: BroadcastChannel
}

const holder = globalThis as unknown as Record<symbol, ThreadState | undefined>
/** The setup file is evaluated once a test file, the rest of the package once a worker. */
const state: ThreadState = (holder[OURS] ??= { installed: false, started: new Map() })

/**
 * Stands before the constructor of worker threads: one that is started within a replay gets a closed network, and what it
 * tries is filed in the run.
 */
export function installThreads(): void {
  if (state.installed) return
  state.installed = true
  const construct = (
    target: typeof Worker,
    args: [string | URL, WorkerOptions?],
    newTarget: Function,
  ): Worker => {
    const scope = currentScope()
    const names = namesOf(...args)
    const verdict = scope?.leave({ kind: 'worker', names })
    if (verdict?.kind === 'refused') throw new Error(`[vitest-replay] blocked: ${verdict.reason}`)
    if (!scope || verdict?.kind !== 'closed') return Reflect.construct(target, args, newTarget)
    const [file, options = {}] = args
    const execArgv = [...(options.execArgv ?? process.execArgv), '--require', closedThread()]
    const worker = Reflect.construct(target, [file, { ...options, execArgv }], newTarget)
    follow(worker, { scope, names })
    return worker
  }
  const guarded = new Proxy(workerThreads.Worker, { construct: construct as never })
  Object.assign(workerThreads, { Worker: guarded })
  syncBuiltinESMExports()
}

/** Waits until what threads have tried so far has arrived here. */
export async function hearThreads(): Promise<void> {
  for (let turn = 0; turn < 5 && state.started.size > 0; turn++) await nextTurn()
}

function follow(worker: Worker, started: Started): void {
  const { threadId } = worker
  state.started.set(threadId, started)
  worker.once('exit', () => setImmediate(() => state.started.delete(threadId)))
  if (state.channel) return
  state.channel = new BroadcastChannel(`vitest-replay.threads.${process.pid}`)
  state.channel.unref()
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- there is one listener
  state.channel.onmessage = (message) => {
    const { threadId: id, ...tried } = (message as { data: Tried }).data
    // A thread of a thread has an id that nobody here knows.
    const { scope, names } = state.started.get(id) ?? [...state.started.values()].at(-1) ?? started
    if ('local' in tried) leaveLocally(scope, tried.local)
    else scope.leave({ kind: 'worker', names, reached: tried.reached })
  }
}

/** Counts a connection to this machine, as one of the thread that the run is in. */
function leaveLocally(scope: RunScope, { kind, host, port }: LocalExit): void {
  const address = `${host}:${port}`
  scope.leave({ kind, names: [address, host, `${kind}://${address}`], isLocal: true })
}

function namesOf(file: string | URL, options?: WorkerOptions): [string, ...string[]] {
  if (options?.eval) return [options.name ?? 'eval']
  const path = String(file).replace(/^file:\/\//, '')
  return [basename(path), path, ...(options?.name === undefined ? [] : [options.name])]
}

function closedThread(): string {
  return fileURLToPath(new URL('./closed-thread.cjs', import.meta.url))
}
