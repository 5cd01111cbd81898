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

test('a client of AWS over HTTP/2 is told how to speak HTTP/1.1', () => {
  const rows = [row('tcp', 'bedrock-runtime.us-east-1.amazonaws.com:443')]
  expect(describeUnrecorded(rows)).toBe(
    'a socket to tcp://bedrock-runtime.us-east-1.amazonaws.com:443',
  )
  expect(wayToRecord(rows)).toContain('requestHandler: new NodeHttpHandler()')
})

test('another socket is not taken for AWS, and a datagram for neither', () => {
  expect(wayToRecord([row('tcp', 'db:5432')])).toMatch(/^Let the client speak HTTP\/1\.1/)
  expect(wayToRecord([row('udp', '10.0.0.1:53')])).toMatch(/^Name the function around it/)
})

test('what was refused did not leave, and many are counted', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => row('tcp', name))
  expect(unrecordedOf([...rows, row('tcp', 'f', 'refused'), row('http', 'g')])).toEqual(rows)
  expect(describeUnrecorded(rows)).toMatch(/tcp:\/\/c and 2 more$/)
})
