import { expect, test } from 'vitest'
import * as undici from 'undici'
import { closeConnections, eventsOf } from '../../../src/worker/intercept/undici-connections.ts'

const ORIGIN = 'http://127.0.0.1:8080'
const URL_OF_A = `${ORIGIN}/a`
const answer = (headers: Array<[string, string]> = []) => ({
  response: {
    status: 200,
    statusText: 'OK',
    headers,
    pieces: [],
    end: 'complete' as const,
    streamed: false,
  },
})

const complete = { how: 'complete' } as const
const turn = () => new Promise((done) => setImmediate(done))

function watched(dispatcher: undici.Dispatcher) {
  const seen: string[] = []
  dispatcher.on('connect', (origin) => seen.push(`connect ${origin.href}`))
  dispatcher.on('disconnect', (_, __, { name }) => seen.push(`disconnect ${name}`))
  dispatcher.on('connectionError', (_, __, { message }) => seen.push(`failed: ${message}`))
  const begin = () => eventsOf(dispatcher, URL_OF_A, undici.errors as never)
  return { seen, begin }
}

test('a client keeps its connection until it is closed', async () => {
  const client = new undici.Client(ORIGIN)
  const { seen, begin } = watched(client)
  for (let request = 0; request < 2; request++) {
    const events = begin()
    events.onAnswer(answer())
    events.onEnd(complete)
    await turn()
  }
  for (const close of closeConnections(client, new undici.errors.ClientDestroyedError())) close()
  expect(seen).toEqual([`connect ${ORIGIN}/`, 'disconnect ClientDestroyedError'])
})

test('a pool has a connection for each request under way, up to its limit', () => {
  const pool = new undici.Pool(ORIGIN, { connections: 2 })
  const { seen, begin } = watched(pool)
  const requests = [begin(), begin(), begin()]
  for (const events of requests) {
    events.onAnswer(answer())
    events.onEnd(complete)
  }
  for (const close of closeConnections(pool, new TypeError('enough'))) close()
  expect(seen).toEqual([
    `connect ${ORIGIN}/`,
    `connect ${ORIGIN}/`,
    'disconnect TypeError',
    'disconnect TypeError',
  ])
})

test('a connection ends with the answer that closes it, is lost, or is given up', async () => {
  const { seen, begin } = watched(new undici.Client(ORIGIN))
  const closing = begin()
  closing.onAnswer(answer([['connection', 'close']]))
  closing.onEnd(complete)
  seen.push('read')
  await turn()
  const lost = begin()
  const error = new undici.errors.SocketError('other side closed')
  lost.onAnswer({ error })
  lost.onEnd({ how: 'failed', error })
  const given = begin()
  given.onAnswer('hang')
  given.onEnd({ how: 'aborted', error: new undici.errors.RequestAbortedError() })
  seen.push('given up')
  await turn()
  expect(seen).toEqual([
    `connect ${ORIGIN}/`,
    'read',
    'disconnect InformationalError',
    `connect ${ORIGIN}/`,
    'disconnect SocketError',
    `connect ${ORIGIN}/`,
    'given up',
    'disconnect InformationalError',
  ])
})

test('a connection that could not be made is an event of its own; what was refused here is none', () => {
  const { seen, begin } = watched(new undici.Agent())
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const invalid = new undici.errors.InvalidArgumentError('invalid header')
  for (const error of [refused, invalid, new Error('refused by the policy')]) {
    const events = begin()
    const given = events.onAnswer({ error })
    expect('of' in (given as object)).toBe(!/policy/.test(error.message))
    events.onEnd({ how: 'failed', error })
  }
  // A request that is sent after all has events of its own.
  begin().onEnd()
  expect(seen).toEqual(['failed: connect ECONNREFUSED'])
})

test('what a listener throws is not an answer', async () => {
  const client = new undici.Client(ORIGIN)
  client.on('connect', () => {
    throw new TypeError('from the listener')
  })
  const { seen, begin } = watched(client)
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve))
  const events = begin()
  expect(events.onAnswer(answer())).toEqual(answer())
  const { message } = (await uncaught) as Error
  for (const listener of listeners) process.on('uncaughtException', listener)
  expect([message, seen]).toEqual(['from the listener', []])
})
