import { currentScope, type Environment, workerState } from '../../context/scope.ts'
import { cover, isNative, ours } from './cover.ts'
import { isLocalTime, localReads } from '../time-zone.ts'

/** Returns `true` if the test itself sets the clock (fake timers, `vi.setSystemTime`). */
export function isClockFaked(): boolean {
  return globalThis.Date !== workerState.Date && !ours.has(globalThis.Date)
}

function environment(): Environment | undefined {
  return currentScope()?.environment
}

/**
 * Replaces `Date` by one that reads the run's time, and returns a function that restores it.
 * Outside of a run it behaves as Node's. A faked `Date` stays, as the test sets the time itself.
 */
export function coverDate(): () => void {
  return replaceDate((how, below) => environment()?.date(how, below))
}

/** Gives the time that a reader gets; `undefined` for the real one. */
type ReadDate = (how: string, below: (...args: never[]) => unknown) => number | undefined

/** Replaces `Date` by one that reads the time in another way, and returns a function that restores it. */
export function replaceDate(read: ReadDate): () => void {
  const Native = workerState.Date
  if (globalThis.Date !== Native) return () => {}
  function ReplayDate(...args: unknown[]): unknown {
    const reads = args.length === 0 || !new.target
    const how = new.target ? 'new Date()' : 'Date()'
    const time = reads ? read(how, ReplayDate) : undefined
    if (!new.target) return time === undefined ? Native() : new Native(time).toString()
    const made = new.target === (ReplayDate as unknown) ? Native : new.target
    const make = () => Reflect.construct(Native, time === undefined ? args : [time], made)
    return localReads.inPlace && isLocalTime(args)
      ? localReads.inPlace('new Date(...)', ReplayDate, make)
      : make()
  }
  const now = function now(): number {
    return read('Date.now()', now) ?? Native.now()
  }
  Object.setPrototypeOf(ReplayDate, Native)
  Object.defineProperties(ReplayDate, {
    ...Object.getOwnPropertyDescriptors(Native),
    prototype: { value: Native.prototype, writable: false },
    now: { value: now, writable: true, configurable: true },
  })
  ours.add(ReplayDate)
  // Keeps `date.constructor === Date` true.
  const constructor = Object.getOwnPropertyDescriptor(Native.prototype, 'constructor')!
  Object.defineProperty(Native.prototype, 'constructor', { ...constructor, value: ReplayDate })
  const undo = cover(globalThis, 'Date', { value: ReplayDate })
  return () => {
    Object.defineProperty(Native.prototype, 'constructor', constructor)
    undo()
  }
}

/** The same for `performance`. */
export function coverPerformance(): () => void {
  const { performance } = globalThis
  // Fake timers have replaced it.
  if (performance.now !== workerState.performanceNow) return () => {}
  const real = performance.now.bind(performance)
  const { timeOrigin } = performance
  const now = () => environment()?.number('performance.now', now, real) ?? real()
  const origin = () =>
    environment()?.number('performance.timeOrigin', origin, () => timeOrigin) ?? timeOrigin
  const undo = [
    cover(performance, 'now', { value: now }),
    cover(performance, 'timeOrigin', { get: origin }),
  ]
  return () => undo.forEach((each) => each())
}

/** The same for `Math.random`. */
export function coverMath(): () => void {
  const real = Math.random
  if (!isNative(real)) return () => {}
  const random = () => environment()?.random(random, real) ?? real()
  return cover(Math, 'random', { value: random })
}
