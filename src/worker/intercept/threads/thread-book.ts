import { BroadcastChannel, type Worker } from 'node:worker_threads'
import { type RunScope, workerState } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import type { ThreadGate } from './start-closed.ts'

type Names = readonly [string, ...string[]]

interface Started {
  names: Names
  /** The run that has started it; what an older thread tries is the affair of the run that is open. */
  scope: RunScope | undefined
}

interface EarlyThread {
  names: Names
  gate: ThreadGate
}

/** A message of a closed thread: what it tried in vain, or opened on this machine. */
type Tried = { threadId: number } & ({ reached: string; isOfHooks: boolean } | { local: LocalExit })

interface LocalExit {
  kind: 'tcp' | 'udp'
  host: string
  port: number
}

interface ThreadState {
  installed: boolean
  /** The threads whose network is closed, or will be within a run, by their id. */
  started: Map<number, Started>
  /** Those of them that are older than the runs. */
  early: Map<Worker, EarlyThread>
  /** The network of the thread that runs the hooks of modules is closed. */
  hooks: 'open' | 'closed'
  channel?: BroadcastChannel
}

const KEY = Symbol.for('vitest-replay.threads')
const holder = globalThis as unknown as Record<symbol, ThreadState | undefined>
/** The setup file is evaluated once a test file, the rest of the package once a worker. */
export const threads: ThreadState = (holder[KEY] ??= {
  installed: false,
  started: new Map(),
  early: new Map(),
  hooks: 'open',
})

/** Notes a thread that a run has started, and files what it tries in the run. */
export function followThread(worker: Worker, started: Started): void {
  const { threadId } = worker
  threads.started.set(threadId, started)
  worker.once('exit', () => setImmediate(() => threads.started.delete(threadId)))
  listenToThreads()
}

/** Notes a thread that is older than the runs. */
export function followEarly(worker: Worker, early: EarlyThread): void {
  threads.early.set(worker, early)
  followThread(worker, { names: early.names, scope: undefined })
  worker.once('exit', () => threads.early.delete(worker))
}

/**
 * Closes the network of the threads that are older than a run, until the returned function is called.
 *
 * @param isOpen Returns `true` for a thread that a rule leaves open.
 */
export function closeEarlyThreads(isOpen: (names: Names) => boolean): () => void {
  const closed = [...threads.early.values()].filter(({ names }) => !isOpen(names))
  for (const { gate } of closed) Atomics.add(gate, 0, 1)
  return () => {
    for (const { gate } of closed) Atomics.sub(gate, 0, 1)
  }
}

/** Waits until what threads have tried so far has arrived here. */
export async function hearThreads(): Promise<void> {
  const isHeard = () => threads.started.size === 0 && threads.hooks === 'open'
  for (let turn = 0; turn < 5 && !isHeard(); turn++) await nextTurn()
}

/** Hears what closed threads try. */
export function listenToThreads(): void {
  if (threads.channel) return
  threads.channel = new BroadcastChannel(`vitest-replay.threads.${process.pid}`)
  threads.channel.unref()
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- there is one listener
  threads.channel.onmessage = (message) => hear((message as { data: Tried }).data)
}

function hear({ threadId, ...tried }: Tried): void {
  // A thread of a thread has an id that nobody here knows.
  const started = threads.started.get(threadId) ?? [...threads.started.values()].at(-1)
  const scope = started?.scope ?? workerState.outside?.(undefined)
  if (!scope) return
  if ('local' in tried) leaveLocally(scope, tried.local)
  else {
    const names = tried.isOfHooks || !started ? HOOKS : started.names
    scope.leave({ kind: 'worker', names, reached: tried.reached })
  }
}

/** The name of the thread that runs the hooks of modules. */
export const HOOKS: Names = ['module.register']

/** Counts a connection to this machine, as one of the thread that the run is in. */
function leaveLocally(scope: RunScope, { kind, host, port }: LocalExit): void {
  const address = `${host}:${port}`
  scope.leave({ kind, names: [address, host, `${kind}://${address}`], isLocal: true })
}
