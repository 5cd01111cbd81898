import { expect, test } from 'vitest'
import { areAsFar } from '../../../src/core/matching/clock-reading.ts'
import {
  readDateString,
  readEpoch,
  readIso,
  readIsoDate,
} from '../../../src/core/matching/clock-forms.ts'

const FROM = Date.UTC(2026, 2, 1, 10, 0, 0, 123)
const TO = Date.UTC(2026, 5, 9, 23, 59, 58, 980)
const HOUR = 3_600_000

const FORMS = {
  iso: [(at: number) => new Date(at).toISOString(), readIso, 1],
  seconds: [(at: number) => String(Math.floor(at / 1000)), readEpoch, 1000],
  rounded: [(at: number) => String(Math.round(at / 1000)), readEpoch, 1000],
  milliseconds: [String, readEpoch, 1],
  text: [(at: number) => new Date(at).toUTCString(), readDateString, 1000],
  day: [(at: number) => new Date(at).toISOString().slice(0, 10), readIsoDate, 24 * HOUR],
} as const

test.each(Object.entries(FORMS))(
  'of the same distance to a reading is a time in the form %s, and of no other',
  (_name, [print, read, unit]) => {
    const far = (distance: number, other: number) =>
      areAsFar(read(print(FROM + distance)), read(print(TO + other)), [[FROM, TO]])
    for (const distance of [0, 24 * HOUR, 30 * 24 * HOUR]) {
      expect(far(distance, distance)).toBe(true)
      for (const off of [2 * unit, -2 * unit, 7 * unit])
        expect(far(distance, distance + off)).toBe(false)
    }
  },
)

test('within one process nothing is accepted by it', () => {
  const [before, now] = [readIso('2026-03-01T10:00:00.000Z'), readIso('2026-03-01T11:00:00.000Z')]
  expect(areAsFar(before, now, [[FROM, FROM]])).toBe(false)
  expect(areAsFar(before, now, [])).toBe(false)
})
