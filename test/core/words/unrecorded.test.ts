import { expect, test } from 'vitest'
import {
  describeUnrecorded,
  unrecordedOf,
  wayToRecord,
} from '../../../src/core/words/unrecorded.ts'

const row = (kind: string, name: string, effect: 'passed' | 'refused' = 'passed') => ({
  kind,
  name,
  effect,
  rule: null,
  origin: null,
  count: 1,
})

test('a socket can be replaced by HTTP, anything else by the function around it', () => {
  const rows = [row('tcp', 'db:5432')]
  expect(describeUnrecorded(rows)).toBe('a socket to tcp://db:5432')
  expect(wayToRecord(rows)).toMatch(/^Let the client speak HTTP, which is recorded/)
  expect(wayToRecord([row('udp', '10.0.0.1:53')])).toMatch(/^Name the function around it/)
})

test('what was refused did not leave, and many are counted', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => row('tcp', name))
  expect(unrecordedOf([...rows, row('tcp', 'f', 'refused'), row('http', 'g')])).toEqual(rows)
  expect(describeUnrecorded(rows)).toMatch(/tcp:\/\/c and 2 more$/)
})
