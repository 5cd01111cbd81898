import { expect, test } from 'vitest'
import {
  findMovedReadings,
  isCertain,
} from '../../../../src/core/matching/readings/moved-readings.ts'

const FIRST = Date.parse('2026-11-30T10:00:00.100Z')
const SECOND = Date.parse('2026-11-30T10:00:00.200Z')
const place = (recorded: Array<number | string>, more = {}) => ({
  recorded,
  count: recorded.length,
  moves: false,
  ...more,
})
const both = place([FIRST, SECOND])
const value = (recorded: string, replayed: string) => ({ path: '$.at', recorded, replayed })
const swapped = value(String(FIRST), String(SECOND))
const find = (
  values: Array<ReturnType<typeof value>>,
  places = [both],
  more: { others?: number[]; isSequential?: boolean } = {},
) => findMovedReadings(values, { places, others: [], isSequential: true, ...more })

test('a reading in the place of another one has moved', () => {
  expect(find([swapped])).toEqual([{ value: swapped, places: [both] }])
  const iso = value('2026-11-30T10:00:00.100Z', '2026-11-30T10:00:00.200Z')
  expect(find([iso])).toHaveLength(1)
  const ids = ['0b9d1c52-6f6c-4b40-8f5e-111111111111', '5d38d58f-bd62-42c4-a8b9-222222222222']
  expect(find([value(ids[0]!, ids[1]!)], [place(ids)])).toHaveLength(1)
})

test('a reading that is none of the journal, or was given by another clock as well, has not', () => {
  expect(find([value(String(FIRST), String(SECOND + 1))])).toEqual([])
  expect(find([value(String(FIRST + 1), String(SECOND))])).toEqual([])
  expect(find([swapped], [both], { others: [SECOND] })).toEqual([])
  // The replay has not read it yet.
  expect(find([swapped], [place([FIRST, SECOND], { count: 1 })])).toEqual([])
})

test('texts that one reading explains are that reading', () => {
  expect(find([value('2026-11-30T10:00:00Z', '2026-11-30 10:00:00')])).toEqual([])
  expect(find([value('2026-11-30T10:00:00Z', '2026-11-30T10:00:00Z')])).toEqual([])
})

test('parallel branches read one place in any order, and two places in one', () => {
  expect(find([swapped], [both], { isSequential: false })).toEqual([])
  expect(find([swapped], [place([FIRST]), place([SECOND])], { isSequential: false })).toHaveLength(
    1,
  )
})

test('it is certain where each place is read as often as it was, in an order that did not vary', () => {
  const certain = (given: typeof both) => find([swapped], [given]).map(isCertain)
  expect(certain(both)).toEqual([true])
  expect(certain(place([FIRST, SECOND], { count: 3 }))).toEqual([false])
  expect(certain(place([FIRST, SECOND], { moves: true }))).toEqual([false])
})
