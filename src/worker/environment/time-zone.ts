import { isMainThread } from 'node:worker_threads'
import type { Obstacle } from '../../core/analysis/determinism/schema.ts'

let runs = 0

/** Counts a run that goes on, and returns a function that ends it. */
export function countRun(): () => void {
  runs++
  return () => void runs--
}

/** Finds what prevents a change of the time zone, which belongs to the whole process. */
export function timeZoneObstacle(isConcurrent: boolean): Obstacle | undefined {
  if (!isMainThread) return 'worker_thread'
  if (isConcurrent) return 'concurrent_test'
  return runs > 1 ? 'concurrent_run' : undefined
}

/** Sets the time zone of the process, and returns a function that restores the one before. */
export function enterTimeZone(zone: string | undefined): () => void {
  if (zone === undefined) return () => {}
  const before = process.env['TZ']
  process.env['TZ'] = zone
  return () => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
}

const ZONES = ['Asia/Kolkata', 'America/Los_Angeles', 'Pacific/Auckland', 'America/St_Johns']

/** A time zone with another local time than the present one's. */
export function otherTimeZone(seed: number): string {
  const present = new Date().getTimezoneOffset()
  const others = ZONES.filter((zone) => offsetOf(zone) !== present)
  return others[seed % others.length]!
}

function offsetOf(zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = parts.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? ['', '+', '0', '0']
  return (sign === '+' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

type Reader = (...args: never[]) => unknown

/** Registers a read of local time, and performs it in the zone that it is to see. */
export type InPlace = <T>(how: string, below: Reader, read: () => T) => T

/**
 * The hook of `new Date(...)` while reads of local time are examined: a second function around it
 * would hide the caller.
 */
export const localReads: { inPlace: InPlace | null } = { inPlace: null }

const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)\s*(?:\(.*\))?$/i
const IS_DATE = /^[+-]?\d{4,6}(?:-\d\d){0,2}$/

/**
 * Returns `true` if a date is created from local time: `new Date(2027, 2, 5)`, or a text without a
 * zone.
 */
export function isLocalTime(args: unknown[]): boolean {
  const [first] = args
  if (args.length > 1) return true
  return typeof first === 'string' && !HAS_ZONE.test(first) && !IS_DATE.test(first)
}
