import { contextScope } from '../../context/scope.ts'
import { countedCover } from './counted-cover.ts'
import { beneath, cover } from './cover.ts'
import { enterTimeZone, localReads, type InPlace } from '../time-zone.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

/** Methods of `Date` whose results depend on the time zone. */
const METHODS = [
  'getTimezoneOffset getFullYear getMonth getDate getDay getHours getMinutes',
  'setFullYear setMonth setDate setHours setMinutes toString toDateString toTimeString',
]
  .join(' ')
  .split(' ')
const FORMATS = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']

/**
 * Registers every read of local time, and performs it in another zone where the reading place is
 * varied; returns a function that ends this. Only for replays that examine the time zone alone, as
 * the stack is captured at each read.
 */
export function coverTimeZone(zone: string): () => void {
  const undo = coverLocalReads((how, below, read) => {
    const scope = contextScope()
    const isOther = scope?.environment?.machine.place('timezone', how, below) === true
    return readIn(isOther ? zone : scope?.home?.timezone, read)
  })
  return () => {
    for (const each of undo.toReversed()) each()
  }
}

/** Performs every read of local time by a run in the zone that it was recorded in. */
export const coverHomeZone = countedCover(() =>
  coverLocalReads((_how, _below, read) => readIn(contextScope()?.home?.timezone, read)),
)

/** @note The zone is the whole process's: it is another one only while one value is read. */
function readIn<T>(zone: string | undefined, read: () => T): T {
  if (zone === undefined) return read()
  const leave = enterTimeZone(zone)
  try {
    return read()
  } finally {
    leave()
  }
}

function coverLocalReads(inPlace: InPlace): Array<() => void> {
  const undo = [...coverMethods(inPlace), coverFormatter(inPlace)]
  const before = localReads.inPlace
  localReads.inPlace = inPlace
  return [() => void (localReads.inPlace = before), ...undo]
}

function coverMethods(inPlace: InPlace): Array<() => void> {
  const methods = Date.prototype as unknown as Record<string, AnyFunction>
  return [...METHODS, ...FORMATS].map((name) => {
    const original = methods[name]!
    const thin = function (this: Date, ...args: unknown[]): unknown {
      const read = () => beneath(thin, () => original.apply(this, args))
      const isNamed = FORMATS.includes(name) && namesZone(args[1])
      return isNamed ? read() : inPlace(`Date.prototype.${name}()`, thin, read)
    }
    return cover(Date.prototype, name, { value: thin })
  })
}

/** A formatter reads the zone when it is created. */
function coverFormatter(inPlace: InPlace): () => void {
  const thin = (target: AnyFunction, args: unknown[], make: () => unknown): unknown => {
    const read = () => beneath(target, make)
    return namesZone(args[1]) ? read() : inPlace('Intl.DateTimeFormat()', target, read)
  }
  const traps: ProxyHandler<typeof Intl.DateTimeFormat> = {
    construct: function construct(target, args, made) {
      return thin(construct, args, () => Reflect.construct(target, args, made)) as object
    },
    apply: function apply(target, _, args) {
      return thin(apply, args, () => Reflect.construct(target, args))
    },
  }
  return cover(Intl, 'DateTimeFormat', { value: new Proxy(Intl.DateTimeFormat, traps) })
}

function namesZone(options: unknown): boolean {
  return (options as Intl.DateTimeFormatOptions | undefined)?.timeZone !== undefined
}
