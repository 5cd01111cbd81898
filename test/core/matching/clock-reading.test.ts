import { expect, test } from 'vitest'
import { readIsoDate } from '../../../src/core/matching/clock-forms.ts'
import { areClockReadings, localOffsetOf } from '../../../src/core/matching/clock-reading.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.UTC(2026, 10, 29)
const dayOf = (at: number) => readIsoDate(new Date(at).toISOString().slice(0, 10))[0]!
const window = (at: number) => ({ from: at, to: at + 1000 })

test.each(['UTC', 'America/New_York', 'Asia/Tokyo', 'Asia/Kolkata'])(
  'of a recording in %s, another day is never today, at whatever hours it is recorded and replayed',
  (zone) => {
    const offset = localOffsetOf(zone)
    for (let hour = 0; hour < 24; hour++)
      for (let later = 0; later < 72; later += 5) {
        const [recorded, replayed] = [start + hour * HOUR, start + (hour + later) * HOUR]
        const windows = { recorded: window(recorded), replayed: window(replayed) }
        const local = (at: number) => dayOf(at + offset(at))
        const accepts = (before: number, now: number) =>
          areClockReadings(local(before), local(now), windows, offset)
        expect(accepts(recorded, replayed)).toBe(true)
        expect(accepts(recorded, replayed + 2 * DAY)).toBe(false)
        expect(accepts(recorded - 2 * DAY, replayed)).toBe(false)
        const utc = (before: number, now: number) =>
          areClockReadings(dayOf(before), dayOf(now), windows, localOffsetOf('UTC'))
        expect(utc(recorded - DAY, replayed)).toBe(false)
        expect(utc(recorded, replayed + DAY)).toBe(false)
      }
  },
)
