import { expect, test } from 'vitest'
import * as undici from 'undici'
import { workerState } from '../../../src/worker/context/scope.ts'
import { eventsOf } from '../../../src/worker/intercept/undici-connections.ts'
import { holdAnswer, isOver, watchDestroy } from '../../../src/worker/intercept/undici-lifecycle.ts'

const ORIGIN = 'http://127.0.0.1:8080'
const mine = new TypeError('mine')

/** A request that is answered, as far as `connected`, and whose end is seen. */
function hold(dispatcher: undici.Dispatcher, seen: string[], name: string, connected: boolean) {
  holdAnswer(dispatcher, ({ onWait, onLeave }) => {
    return new Promise<void>((resolve) => {
      const leave = ({ message }: Error) => {
        seen.push(`${name} ${message}`)
        resolve()
      }
      if (!connected) return onWait(leave)
      eventsOf(dispatcher, `${ORIGIN}/${name}`).onAnswer('hang')
      onLeave(leave)
    })
  })
}

test('a dispatcher that is destroyed ends what is under way: what waits at once, the last connection first', async () => {
  const pool = new undici.Pool(ORIGIN)
  const seen: string[] = []
  pool.on('disconnect', (_, __, { message }) => seen.push(`disconnect ${message}`))
  hold(pool, seen, 'a', true)
  hold(pool, seen, 'b', true)
  hold(pool, seen, 'c', false)
  const destroyed = pool.destroy(mine).then(() => seen.push('destroyed'))
  expect(seen).toEqual(['c mine'])
  await destroyed
  expect(seen).toEqual([
    'c mine',
    'b mine',
    'disconnect mine',
    'a mine',
    'disconnect mine',
    'destroyed',
  ])
})

test('a dispatcher that is closed waits for what is under way, and is destroyed then', async () => {
  const client = new undici.Client(ORIGIN)
  const seen: string[] = []
  client.on('disconnect', (_, __, { name }) => seen.push(`disconnect ${name}`))
  let end: () => void = () => {}
  holdAnswer(client, async ({ onLeave }) => {
    const events = eventsOf(client, ORIGIN)
    events.onAnswer('hang')
    onLeave(() => seen.push('left'))
    await new Promise<void>((resolve) => (end = resolve))
    events.onEnd({ how: 'complete' })
  })
  const closed = client.close().then(() => seen.push('closed'))
  await new Promise((done) => setTimeout(done, 20))
  expect([seen, isOver(client), client.destroyed]).toEqual([[], true, false])
  end()
  await closed
  expect(seen).toEqual(['disconnect ClientDestroyedError', 'closed'])
})

test('the error of a request that is sent tells whether it has ended with its dispatcher', async () => {
  const client = new undici.Client(ORIGIN)
  const hasLeft = watchDestroy(client)
  expect(hasLeft(mine)).toBe(false)
  await client.destroy(mine)
  expect([hasLeft(mine), hasLeft(new TypeError('mine'))]).toEqual([true, false])
})

test('a listener of a connection that is opened outside of the run belongs to it', () => {
  const agent = new undici.Agent()
  const seen: unknown[] = []
  agent.on('connect', () => seen.push(workerState.run.getStore()))
  const scope = {} as never
  workerState.run.run(scope, () => watchDestroy(agent))
  workerState.run.run('bypass', () => agent.emit('connect', new URL(ORIGIN), []))
  agent.emit('connect', new URL(ORIGIN), [])
  expect(seen).toEqual([scope, undefined])
})
