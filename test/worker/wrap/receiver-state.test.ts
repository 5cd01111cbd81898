import { expect, test } from 'vitest'
import { receiverState } from '../../../src/worker/wrap/receiver-state.ts'

const SECRET = 'c4a1f0e2d3b5968778695a4b3c2d1e0f'
const redactor = { text: (text: string) => text.replaceAll(SECRET, '<redacted:key:1>') }
const stateOf = (receiver: object) => receiverState(receiver, redactor)
const HASH = expect.stringMatching(/^[0-9a-z]{4}$/)

test('fields that are plain data are kept as short hashes', () => {
  const limits = { eur: [1, 2], open: true, note: null }
  expect(stateOf({ tenant: 'acme', limits })).toEqual({ tenant: HASH, limits: HASH })
  expect(stateOf({ a: { x: 1, y: 2 } })).toEqual(stateOf({ a: { y: 2, x: 1 } }))
  expect(stateOf({ a: { x: 1 } })).not.toEqual(stateOf({ a: { x: 2 } }))
})

test('a client, a cache, a getter and what may be a secret are left out', () => {
  process.env['RECEIVER_STATE_REGION'] = 'eu-central'
  const receiver = {
    client: new Map([['a', 1]]),
    list: Array.from({ length: 500 }, (_, at) => at),
    apiKey: 'short',
    text: `Bearer ${SECRET}`,
    region: 'eu-central',
    loop: {} as object,
    when: new Date(),
    get now(): number {
      throw new Error('a getter was called')
    },
  }
  receiver.loop = { receiver }
  try {
    expect(stateOf(receiver)).toBeUndefined()
  } finally {
    delete process.env['RECEIVER_STATE_REGION']
  }
})

test('the port of a server of this machine does not count', () => {
  expect(stateOf({ url: 'http://127.0.0.1:4001/a' })).toEqual(
    stateOf({ url: 'http://127.0.0.1:53211/a' }),
  )
})
