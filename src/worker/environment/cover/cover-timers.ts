import { currentScope } from '../../context/scope.ts'
import { cover } from './cover.ts'

const MS = 1e6

const native = process.hrtime

/**
 * Covers `process.hrtime()` and `process.hrtime.bigint()`, and returns a function that restores
 * them.
 */
export function coverHrtime(): () => void {
  // Fake timers have replaced it.
  if (process.hrtime !== native) return () => {}
  const real = () => Number(native.bigint()) / MS
  const read = (below: (...args: never[]) => unknown): bigint | undefined => {
    const given = currentScope()?.environment?.number('process.hrtime', below, real)
    return given === undefined ? undefined : BigInt(Math.round(given * MS))
  }
  const hrtime = (before?: [number, number]): [number, number] => {
    const given = read(hrtime)
    if (given === undefined) return native(before)
    const since = before ? BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]) : 0n
    return [Number((given - since) / 1_000_000_000n), Number((given - since) % 1_000_000_000n)]
  }
  const bigint = () => read(bigint) ?? native.bigint()
  return cover(process, 'hrtime', { value: Object.assign(hrtime, { bigint }) })
}

type Formatter = (date?: Date | number) => string

/** The same for an `Intl` formatter that is called without a date: it formats the present time. */
export function coverFormat(): () => void {
  const { prototype } = Intl.DateTimeFormat
  const { formatToParts } = prototype
  const get = Object.getOwnPropertyDescriptor(prototype, 'format')?.get
  // Fake timers have replaced it.
  if (!get) return () => {}
  const formatters = new WeakMap<Intl.DateTimeFormat, Formatter>()
  const makeFormatter = (own: Formatter): Formatter => {
    const format: Formatter = (date) =>
      own(date ?? currentScope()?.environment?.date('Intl.DateTimeFormat.format()', format))
    return format
  }
  const toParts: typeof formatToParts = function (this: Intl.DateTimeFormat, date) {
    const how = 'Intl.DateTimeFormat.formatToParts()'
    return formatToParts.call(this, date ?? currentScope()?.environment?.date(how, toParts))
  }
  const undo = [
    cover(prototype, 'format', {
      get(this: Intl.DateTimeFormat) {
        const known = formatters.get(this) ?? makeFormatter(get.call(this) as Formatter)
        formatters.set(this, known)
        return known
      },
    }),
    cover(prototype, 'formatToParts', { value: toParts }),
  ]
  return () => undo.forEach((each) => each())
}
