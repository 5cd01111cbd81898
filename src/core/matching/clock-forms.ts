/** A text read as a time of day or a date. What carries no zone is read as if it were UTC. */
export interface ClockTime {
  at: number
  /** Milliseconds up to the next value of this form. */
  precision: number
  kind: 'zoned' | 'zoneless' | 'date'
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY = 24 * 60 * 60 * 1000

/** `null` for a date that does not exist, such as 31 February. */
function utc(
  year: number,
  month: number,
  day: number,
  [hour, minute, second, ms]: [number, number, number, number] = [0, 0, 0, 0],
): number | null {
  const date = new Date(Date.UTC(year, month, day, hour, minute, second, ms))
  const isReal = date.getUTCMonth() === month && date.getUTCDate() === day
  const isTime = hour < 24 && minute < 60 && second < 60
  return isReal && isTime ? date.getTime() : null
}

function time(at: number | null, precision: number, kind: ClockTime['kind']): ClockTime[] {
  return at === null ? [] : [{ at, precision, kind }]
}

/** ISO 8601, with `T` or a space, with or without seconds, fraction and zone; the compact form of AWS's signatures. */
export function readIso(text: string): ClockTime[] {
  const parts =
    /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d:?\d\d)?$/.exec(
      text,
    )
  if (!parts) return []
  const [, year, month, day, hour, minute, second, fraction, zone] = parts
  const ms = fraction === undefined ? 0 : Number(`${fraction}00`.slice(0, 3))
  const local = utc(Number(year), Number(month) - 1, Number(day), [
    Number(hour),
    Number(minute),
    Number(second ?? 0),
    ms,
  ])
  const precision =
    second === undefined ? 60_000 : fraction === undefined ? 1000 : fraction.length < 3 ? 100 : 1
  if (local === null || zone === undefined) return time(local, precision, 'zoneless')
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? ['', '+', '0', '0']
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return time(sign === '-' ? local + offset : local - offset, precision, 'zoned')
}

/** `2026-11-21`, `2026/11/21`. */
export function readIsoDate(text: string): ClockTime[] {
  const [year, month, day] = text.split(/[-/]/).map(Number)
  return time(utc(year!, month! - 1, day!), DAY, 'date')
}

/** `Date.prototype.toString`, `toUTCString` and HTTP dates. */
export function readDateString(text: string): ClockTime[] {
  const at = Date.parse(text.replace(/ \([^)]*\)$/, ''))
  return Number.isNaN(at) ? [] : time(at, 1000, 'zoned')
}

/** `Sat Nov 21 2026`, `November 21, 2026`, `Saturday, November 21, 2026`, `21 November 2026`. */
export function readNamedDate(text: string): ClockTime[] {
  const month = MONTHS.findIndex((name) =>
    new RegExp(`\\b${name}[a-z]*\\b`, 'i').test(text.replace(/^\w+day,?/, '')),
  )
  const year = /\d{4}/.exec(text)?.[0]
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0]
  if (month < 0 || !year || !day) return []
  return time(utc(Number(year), month, Number(day)), DAY, 'date')
}

/** `11/21/2026, 10:00:00 AM`, `21/11/2026, 10:00:00`, `21.11.2026`; both orders of day and month where both are dates. */
export function readLocale(text: string): ClockTime[] {
  const parts =
    /^(\d{1,2})([/.])(\d{1,2})[/.](\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?(?:[ \u202f]?([ap])m)?)?$/i.exec(
      text,
    )
  if (!parts) return []
  const [, first, separator, second, year, hour, minute, seconds, half] = parts
  const orders =
    separator === '.'
      ? [[second, first]]
      : [
          [first, second],
          [second, first],
        ]
  return orders.flatMap(([month, day]) => {
    const date = [Number(year), Number(month) - 1, Number(day)] as const
    if (hour === undefined) return time(utc(...date), DAY, 'date')
    const from = half === undefined ? Number(hour) : Number(hour) % 12
    const hours = /p/i.test(half ?? '') ? from + 12 : from
    const at = utc(...date, [hours, Number(minute), Number(seconds ?? 0), 0])
    return time(at, seconds === undefined ? 60_000 : 1000, 'zoneless')
  })
}

/** Seconds or milliseconds since 1970, with or without a fraction. */
export function readEpoch(text: string): ClockTime[] {
  if (/^\d{13}(\.\d+)?$/.test(text)) return time(Math.floor(Number(text)), 1, 'zoned')
  if (!/^\d{10}(\.\d+)?$/.test(text)) return []
  // Rounded seconds lie up to half a second ahead of the clock.
  return text.includes('.')
    ? time(Number(text) * 1000 - 1, 2, 'zoned')
    : time(Number(text) * 1000 - 500, 1500, 'zoned')
}
