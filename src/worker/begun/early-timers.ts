import { AsyncResource } from 'node:async_hooks'
import { noteLongTimer, notingLongTimer } from '../context/long-timers.ts'
import { type BegunTimer, type RunScope, workerState } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'

const OURS = Symbol.for('vitest-replay.timers')
const PROMISIFY = Symbol.for('nodejs.util.promisify.custom')

/** Milliseconds: what is set for longer is a time limit, not work. */
const LONGEST = 5000

/** Number of timers at which those that were cleared are forgotten. */
const MANY = 100

type Callback = (...args: unknown[]) => void
type Timer = NodeJS.Timeout & { [OURS]?: true }
type Sleep = <T>(delay?: number, value?: T, options?: SleepOptions) => Promise<T>
type SleepOptions = { ref?: boolean; signal?: AbortSignal }
type SetTimer = ((callback: Callback, delay?: number, ...args: unknown[]) => Timer) & {
  [OURS]?: true
}

/**
 * Puts thin timers in front of the present ones: a run knows of the timers that its code has set, and of code that an interval
 * of the run calls.
 *
 * @note Before any test module is loaded, since `promisify(setTimeout)` is made at module scope.
 */
export function installTimers(): void {
  const native = globalThis.setTimeout as unknown as SetTimer
  if (native !== (workerState.setTimeout as unknown) || native[OURS]) return
  const sleep = sleeping()
  const thin: SetTimer = function setTimeout(callback, delay = 1, ...args) {
    const timers = ownTimers(delay)
    if (typeof callback !== 'function') return native(callback, delay, ...args)
    const noted = isOutside() ? notingLongTimer(delay, callback) : callback
    return timers ? follow(native, timers, noted, delay, args) : native(noted, delay, ...args)
  }
  const interval = globalThis.setInterval as unknown as SetTimer
  const recurring: SetTimer = function setInterval(callback, delay, ...args) {
    const scope = ownScope()
    if (!scope || typeof callback !== 'function') {
      const isOwn = typeof callback === 'function' && isOutside()
      const set = interval(isOwn ? notingLongTimer(delay ?? 1, callback) : callback, delay, ...args)
      if (typeof set === 'object') noteInterval(set, Math.max(1, delay ?? 1))
      return set
    }
    const within = Object.create(scope, { isRecurring: { value: true } }) as RunScope
    const call = function (this: unknown, ...given: unknown[]) {
      workerState.run.run(within, () => Reflect.apply(callback, this, given))
    }
    const set = interval(call, scope.intervals ? scope.intervals.delayOf(delay) : delay, ...args)
    scope.intervals?.add(set)
    return set
  }
  Object.defineProperty(thin, OURS, { value: true })
  Object.defineProperty(thin, PROMISIFY, { value: sleep, configurable: true })
  for (const owner of [globalThis, builtin('node:timers')])
    Object.assign(owner, { setTimeout: thin, setInterval: recurring })
}

/** Keeps an interval of code that belongs to no test: its next call counts like a timer. */
function noteInterval(timer: Timer, delay: number): void {
  const timers = ownTimers(delay)
  if (timers !== workerState.outsideTimers) return
  const started = workerState.now()
  timers.add({
    get due() {
      const rounds = Math.ceil((workerState.now() - started) / delay)
      return started + Math.max(1, rounds) * delay
    },
    isSet: () => isSet(timer),
    hurry() {},
  })
}

function builtin(name: 'node:timers' | 'node:timers/promises'): Record<string, unknown> {
  return process.getBuiltinModule(name) as unknown as Record<string, unknown>
}

function ownScope(): RunScope | undefined {
  const scope = workerState.run.getStore()
  return typeof scope === 'object' && scope.phase === 'open' ? scope : undefined
}

/** Returns `true` in code that belongs to no test. */
function isOutside(): boolean {
  return workerState.run.getStore() === undefined && !sharedState.tests.getStore()
}

/** Returns the list in which a timer is kept: that of its run, or that of code which belongs to no test. */
function ownTimers(delay: number): Set<BegunTimer> | undefined {
  if (delay > LONGEST) return ownScope()?.waits
  const scope = workerState.run.getStore()
  if (scope !== undefined) return ownScope()?.timers
  if (sharedState.tests.getStore()) return undefined
  const { outsideTimers } = workerState
  // Those that were cleared tell nobody.
  if (outsideTimers.size >= MANY)
    for (const timer of outsideTimers) if (!timer.isSet()) outsideTimers.delete(timer)
  return outsideTimers
}

function follow(
  set: SetTimer,
  timers: Set<BegunTimer>,
  callback: Callback,
  delay: number,
  args: unknown[],
): Timer {
  const fire = () => {
    timers.delete(begun)
    Reflect.apply(callback, timer, args)
  }
  const timer = set(fire, delay)
  // In a simulated browser it is a number.
  if (typeof timer !== 'object') return timer
  let hurried: Timer | undefined
  const begun: BegunTimer = {
    due: workerState.now() + delay,
    isSet: () => isSet(hurried ?? timer) && timer.hasRef(),
    hurry: AsyncResource.bind(() => {
      if (hurried) return
      clearTimeout(timer)
      hurried = set(fire, 0)
    }),
  }
  timers.add(begun)
  return timer
}

/** @note Node has no public way to tell a timer that was cleared. */
function isSet(timer: Timer): boolean {
  return (timer as { _destroyed?: boolean })._destroyed !== true
}

/** Covers `setTimeout` of `node:timers/promises`. */
function sleeping(): Sleep {
  const owner = builtin('node:timers/promises')
  const native = owner['setTimeout'] as Sleep
  const thin: Sleep = (delay, value, options) => {
    const timers = options?.ref === false ? undefined : ownTimers(delay ?? 1)
    if (!timers && isOutside()) {
      return native(delay, value, options).finally(() => noteLongTimer(delay ?? 1))
    }
    if (!timers) return native(delay, value, options)
    const isOwn = isOutside()
    return new Promise((resolve, reject) => {
      let isOver = false
      const end = (finish: () => void) => {
        isOver = true
        if (isOwn) noteLongTimer(delay ?? 1)
        timers.delete(begun)
        finish()
      }
      const begun: BegunTimer = {
        due: workerState.now() + (delay ?? 1),
        isSet: () => !isOver,
        hurry: AsyncResource.bind(() => end(() => resolve(value as never))),
      }
      timers.add(begun)
      native(delay, value, options).then(
        (given) => end(() => resolve(given)),
        (error: unknown) => end(() => reject(error as Error)),
      )
    })
  }
  owner['setTimeout'] = thin
  return thin
}
