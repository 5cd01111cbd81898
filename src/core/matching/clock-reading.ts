import type { ClockTime } from './clock-forms.ts'

/** From when to when a run lasted, in milliseconds since 1970. */
export interface ClockWindow {
  from: number
  to: number
}

const HOUR = 60 * 60 * 1000
const QUARTER = HOUR / 4
const WEST = -12 * HOUR
const EAST = 14 * HOUR

function overlaps(at: number, precision: number, window: ClockWindow): boolean {
  return at <= window.to && at + precision > window.from
}

/** The distances from UTC, a quarter of an hour apart, at which a text without zone was read within the window. */
function offsetsOf(time: ClockTime, window: ClockWindow): Set<number> {
  const offsets = new Set<number>()
  for (let offset = WEST; offset <= EAST; offset += QUARTER)
    if (overlaps(time.at - offset, time.precision, window)) offsets.add(offset)
  return offsets
}

/** The distance of local time from UTC at a time: summer and winter differ. */
export type LocalOffset = (at: number) => number

const ofMachine: LocalOffset = (at) => -new Date(at).getTimezoneOffset() * 60_000

/** The distance from UTC in a zone by its IANA name; that of the machine for one that is unknown here. */
export function localOffsetOf(zone: string): LocalOffset {
  let found: LocalOffset | undefined
  return (at) => (found ??= offsetOf(zone))(at)
}

function offsetOf(zone: string): LocalOffset {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    return (at) => {
      const parts = format.formatToParts(at)
      const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? ['', '+', '0', '0']
      return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
    }
  } catch {
    return ofMachine
  }
}

/**
 * Checks that both runs could have read these times from the clock while they lasted.
 *
 * A text without a zone has to be equally far from the clock on both sides (or local time on both), so that an hour
 * that was booked is not taken for an hour that was read. A date has a day's tolerance, for its zone.
 */
export function areClockReadings(
  recorded: ClockTime,
  replayed: ClockTime,
  windows: { recorded: ClockWindow; replayed: ClockWindow },
  recordedOffset?: LocalOffset,
): boolean {
  if (recorded.kind !== replayed.kind || recorded.precision !== replayed.precision) return false
  const both = [
    [recorded, windows.recorded],
    [replayed, windows.replayed],
  ] as const
  if (recorded.kind === 'date') return isSameDay(recorded, replayed, windows, recordedOffset)
  if (recorded.kind !== 'zoneless') return both.every((side) => isClockReading(...side))
  const [before, now] = both.map(([time, window]) => offsetsOf(time, window)) as [
    Set<number>,
    Set<number>,
  ]
  if ([...before].some((offset) => now.has(offset))) return true
  return (
    before.has((recordedOffset ?? ofMachine)(windows.recorded.from)) &&
    now.has(ofMachine(windows.replayed.from))
  )
}

/**
 * A date is the day on the clock, in UTC or in local time, on both sides. Where the zone of the recording is not known, it may be
 * the day of any: the same one then has to explain both sides.
 */
function isSameDay(
  recorded: ClockTime,
  replayed: ClockTime,
  windows: { recorded: ClockWindow; replayed: ClockWindow },
  recordedOffset: LocalOffset | undefined,
): boolean {
  const isDay = (time: ClockTime, window: ClockWindow, offsets: LocalOffset[]) =>
    [() => 0, ...offsets].some((offset) =>
      overlaps(time.at - offset(window.from), time.precision, window),
    )
  if (recordedOffset)
    return (
      isDay(recorded, windows.recorded, [recordedOffset]) &&
      isDay(replayed, windows.replayed, [recordedOffset, ofMachine])
    )
  if (isDay(recorded, windows.recorded, [ofMachine]))
    return isDay(replayed, windows.replayed, [ofMachine])
  const before = offsetsOf(recorded, windows.recorded)
  return [...offsetsOf(replayed, windows.replayed)].some((offset) => before.has(offset))
}

/** Checks that a time can have been read from the clock within the window; without a zone, in whatever zone. */
export function isClockReading(time: ClockTime, window: ClockWindow): boolean {
  if (time.kind === 'zoned') return overlaps(time.at, time.precision, window)
  if (time.kind === 'date') return overlaps(time.at - EAST, time.precision + EAST - WEST, window)
  return offsetsOf(time, window).size > 0
}

const DAY = 24 * HOUR

/**
 * Checks that two times are equally far from a reading of the clock that each run knew before it began: a deadline that is made
 * of a module's own constant. The distance is one in units of the form, whole days for a date.
 */
export function areAsFar(
  recorded: readonly ClockTime[],
  replayed: readonly ClockTime[],
  readings: ReadonlyArray<readonly [recorded: number, replayed: number]>,
): boolean {
  return recorded.some((before) =>
    replayed.some(
      (now) =>
        before.kind === now.kind &&
        before.precision === now.precision &&
        readings.some(
          ([from, to]) => from !== to && distancesOf(before, from, to).has(now.at - before.at),
        ),
    ),
  )
}

/** The distances of two readings in the units of a form, which cuts off or rounds; of a date in local time and in UTC. */
function distancesOf({ kind, precision }: ClockTime, from: number, to: number): Set<number> {
  if (kind === 'date') {
    const dayOf = (at: number, offset: number) => Math.floor((at + offset) / DAY) * DAY
    return new Set([
      dayOf(to, 0) - dayOf(from, 0),
      dayOf(to, ofMachine(to)) - dayOf(from, ofMachine(from)),
    ])
  }
  // An epoch in seconds is read with half a second on either side.
  const unit = precision === 1500 ? 1000 : precision
  const cut = (round: (value: number) => number) => (round(to / unit) - round(from / unit)) * unit
  return new Set([cut(Math.floor), cut(Math.round)])
}
