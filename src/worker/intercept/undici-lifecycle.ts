import { nextTurn } from '../context/timers.ts'
import { workerState } from '../context/scope.ts'
import { closeConnections } from './undici-connections.ts'

type Method = (...args: unknown[]) => unknown
type Answer = (stay: Stay) => Promise<void>

type Leave = (reason: Error) => void

/** A request that a dispatcher has under way. What it takes ends the request with the error that the dispatcher is destroyed with. */
export interface Stay {
  /** Called while it is not known what answers it. */
  onWait(leave: Leave): void
  /** Called once it is answered, as if by a connection. */
  onLeave(leave: Leave): void
}

interface UnderWay {
  leave: Leave
  isAnswered: boolean
  done: Promise<void>
}

/** The state that a dispatcher would have on its connections. */
interface Lifecycle {
  /** Absent until one has been answered here. */
  answers?: Set<UnderWay>
  reason?: Error
  /** The run of the last request that was sent. */
  store?: ReturnType<typeof workerState.run.getStore>
}

const lifecycles = new WeakMap<object, Lifecycle>()

/** Returns `true` for a dispatcher that is closed or destroyed: it refuses a request by itself. */
export function isOver(dispatcher: object): boolean {
  const { closed, destroyed } = dispatcher as { closed?: unknown; destroyed?: unknown }
  return closed === true || destroyed === true
}

/** Makes a dispatcher wait for an answer when it is closed, and end it when it is destroyed. */
export function holdAnswer(dispatcher: object, answer: Answer): void {
  const lifecycle = lifecycleOf(dispatcher)
  const held: UnderWay = { leave: () => {}, isAnswered: false, done: Promise.resolve() }
  const answers = (lifecycle.answers ??= new Set())
  answers.add(held)
  const onWait = (leave: Leave) => void Object.assign(held, { leave })
  const onLeave = (leave: Leave) => void Object.assign(held, { leave, isAnswered: true })
  held.done = answer({ onWait, onLeave }).finally(() => answers.delete(held))
}

/** Returns what tells whether a request that is sent has ended with its dispatcher. */
export function watchDestroy(dispatcher: object): (error: Error) => boolean {
  const lifecycle = lifecycleOf(dispatcher)
  lifecycle.store = workerState.run.getStore()
  return (error) => lifecycle.reason !== undefined && error === lifecycle.reason
}

function lifecycleOf(dispatcher: object): Lifecycle {
  const known = lifecycles.get(dispatcher)
  if (known) return known
  const lifecycle: Lifecycle = {}
  lifecycles.set(dispatcher, lifecycle)
  cover(dispatcher, 'close', (close) => () => {
    return lifecycle.answers ? Promise.all([close(), whenAnswered(lifecycle.answers)]) : close()
  })
  cover(dispatcher, 'destroy', (destroy) => (given) => {
    const reason = given as Error
    lifecycle.reason = reason
    const left = leaveAll(lifecycle, closeConnections(dispatcher, reason), reason)
    return left ? Promise.all([destroy(reason), left]) : destroy(reason)
  })
  const { emit } = dispatcher as { emit?: Method }
  // A connection is opened outside of the run, and its listeners belong to it.
  if (emit)
    define(dispatcher, 'emit', (...args) => {
      const call = () => Reflect.apply(emit, dispatcher, args) as unknown
      const { store } = lifecycle
      const isOutside = store !== undefined && workerState.run.getStore() === 'bypass'
      return isOutside ? workerState.run.run(store, call) : call()
    })
  return lifecycle
}

/** @note The public methods call these once, whatever they were called with. */
function cover(dispatcher: object, description: string, by: (own: Method) => Method): void {
  for (let owner: unknown = dispatcher; owner; owner = Object.getPrototypeOf(owner)) {
    const key = Object.getOwnPropertySymbols(owner).find((one) => one.description === description)
    const own = key && (owner as Record<symbol, unknown>)[key]
    if (typeof own !== 'function') continue
    return define(
      dispatcher,
      key!,
      by((...args) => Reflect.apply(own, dispatcher, args) as unknown),
    )
  }
}

function define(dispatcher: object, key: string | symbol, value: Method): void {
  Object.defineProperty(dispatcher, key, { value, writable: true, configurable: true })
}

async function whenAnswered(answers: ReadonlySet<UnderWay>): Promise<void> {
  await Promise.all([...answers].map(({ done }) => done))
  // The client reads its answer first.
  await nextTurn()
}

/** Ends all that is under way; `undefined` where nothing is. */
function leaveAll(
  { answers = new Set() }: Lifecycle,
  connections: ReadonlyArray<() => void>,
  reason: Error,
): Promise<void> | undefined {
  const held = [...answers]
  const running = held.filter(({ isAnswered }) => isAnswered)
  for (const { leave, isAnswered } of held) if (!isAnswered) leave(reason)
  const isIdle = running.length === 0 && connections.length === 0
  return isIdle ? undefined : endInTurns(running, connections, reason)
}

/** @note Connections that are destroyed together end in turns of their own, the last one first. */
async function endInTurns(
  running: readonly UnderWay[],
  connections: ReadonlyArray<() => void>,
  reason: Error,
): Promise<void> {
  for (let at = Math.max(running.length, connections.length) - 1; at >= 0; at--) {
    await nextTurn()
    running[at]?.leave(reason)
    connections[at]?.()
  }
}
