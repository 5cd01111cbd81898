import { expect, test } from 'vitest'
import * as undici from 'undici'
import { eventsOf } from '../../../src/worker/intercept/undici-connections.ts'

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
    events.onEnd()
  }
  await client.close()
  expect(seen).toEqual([`connect ${ORIGIN}/`, 'disconnect ClientDestroyedError'])
})

test('a pool has a connection for each request under way, up to its limit', async () => {
  const pool = new undici.Pool(ORIGIN, { connections: 2 })
  const { seen, begin } = watched(pool)
  const requests = [begin(), begin(), begin()]
  for (const events of requests) {
    events.onAnswer(answer())
    events.onEnd()
  }
  const reason = new TypeError('enough')
  await pool.destroy(reason)
  expect(seen).toEqual([
    `connect ${ORIGIN}/`,
    `connect ${ORIGIN}/`,
    'disconnect TypeError',
    'disconnect TypeError',
  ])
})

test('a connection ends with the answer that closes it, is lost, or is given up', () => {
  const { seen, begin } = watched(new undici.Client(ORIGIN))
  const closing = begin()
  closing.onAnswer(answer([['connection', 'close']]))
  closing.onEnd()
  const lost = begin()
  const error = new undici.errors.SocketError('other side closed')
  lost.onAnswer({ error })
  lost.onEnd(error)
  const given = begin()
  given.onAnswer('hang')
  given.onEnd(new undici.errors.RequestAbortedError())
  expect(seen).toEqual([
    `connect ${ORIGIN}/`,
    'disconnect InformationalError',
    `connect ${ORIGIN}/`,
    'disconnect SocketError',
    `connect ${ORIGIN}/`,
    'disconnect InformationalError',
  ])
})

test('a connection that could not be made is an event of its own; what was refused here is none', () => {
  const { seen, begin } = watched(new undici.Agent())
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  for (const error of [refused, new Error('refused by the policy')]) {
    const events = begin()
    events.onAnswer({ error })
    events.onEnd(error)
  }
  // A request that is sent after all has events of its own.
  begin().onEnd()
  expect(seen).toEqual(['failed: connect ECONNREFUSED'])
})

test('the events of an answer that comes after its client was destroyed come with it', async () => {
  const client = new undici.Client(ORIGIN)
  const { seen, begin } = watched(client)
  const events = begin()
  events.onAnswer(answer())
  await client.destroy()
  expect(seen).toEqual([`connect ${ORIGIN}/`])
  events.onEnd()
  expect(seen.at(-1)).toBe('disconnect ClientDestroyedError')
})
