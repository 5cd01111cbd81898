import { expect, test } from 'vitest'
import { UnseenNotes } from '../../../src/worker/pass/requests/unseen-notes.ts'

const key = (value: string): Array<[string, string]> => [['idempotency-key', value]]

/** Compares requests whose keys are given as numbers, `0` for one without. */
function placesOf(pairs: Array<[recorded: number, replayed: number]>, varying: string[] = []) {
  const notes = new UnseenNotes(varying)
  const headers = (number: number) => (number === 0 ? [] : key(`sent =?${number}`))
  for (const [recorded, replayed] of pairs)
    notes.noteKeys('POST shop', headers(recorded), headers(replayed))
  return [...notes.places.values()]
}
const OTHER = [{ action: 'POST shop', path: 'idempotency-key', kind: 'state' }]

test.each([
  [
    'the key of the first request is sent with the second one',
    [
      [1, 1],
      [2, 1],
    ],
    OTHER,
  ],
  [
    'a request that is tried again has a new key',
    [
      [1, 1],
      [1, 2],
    ],
    OTHER,
  ],
  ['no key is sent', [[1, 0]], OTHER],
  ['a key is sent where none was', [[0, 1]], OTHER],
  [
    'parallel requests come in another order',
    [
      [2, 1],
      [1, 2],
      [2, 1],
    ],
    [],
  ],
] as const)('drawn idempotency keys: %s', (_, pairs, places) => {
  expect(placesOf(pairs.map(([a, b]) => [a, b]))).toEqual(places)
})

test('keys that vary by themselves, and those of a recording without their numbers, are left out', () => {
  expect(placesOf([[1, 0]], ['idempotency-key of POST shop'])).toEqual([])
  const notes = new UnseenNotes([])
  notes.noteKeys('POST shop', key('sent'), key('sent =?1'))
  notes.noteKeys('POST shop', key('sent'), key('sent =?1'))
  expect(notes.places.size).toBe(0)
})
