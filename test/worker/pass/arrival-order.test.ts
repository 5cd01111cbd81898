import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import { ArrivalOrder } from '../../../src/worker/pass/arrival-order.ts'

type Times = [start: number, end: number, parent?: number]

function recorded(times: Times[]): RecordedAction[] {
  return times.map(([start, end, parent], index) => ({
    kind: 'action',
    index,
    type: 'tool',
    name: `call ${index}`,
    parent: parent ?? null,
    start,
    duration: end - start,
    outcome: 'success',
  }))
}

/** Asks for everything at once, in the order it was started, and tells the order in which it arrives. */
async function arrivals(times: Times[], order = new ArrivalOrder(recorded(times), null)) {
  const arrived: number[] = []
  const ask = async (action: RecordedAction) => {
    await order.turnOf(action)
    arrived.push(action.index)
  }
  await Promise.all(recorded(times).map(ask))
  return arrived
}

test('what was asked for one after the other need not wait', () => {
  const actions = recorded([
    [0, 10],
    [10, 20],
    [25, 30],
  ])
  const order = new ArrivalOrder(actions, null)
  for (const action of actions) expect(order.turnOf(action)).toBeUndefined()
})

test('an answer whose body was still read need not wait for what was asked after it', () => {
  const [streamed, next] = recorded([
    [0, 90],
    [10, 20],
  ])
  const actions = [{ ...streamed!, timeToHeadersMs: 5 }, next!]
  const order = new ArrivalOrder(actions, null)
  for (const action of actions) expect(order.turnOf(action)).toBeUndefined()
})

test('what stays open until its client leaves it arrives when it was opened', async () => {
  const [subscribed, first, second] = recorded([
    [0, 90],
    [1, 20],
    [21, 40],
  ])
  const request = { method: 'GET', url: 'http://127.0.0.1/events', headers: [] }
  const response = { status: 200, statusText: 'OK', headers: [], end: 'aborted' as const }
  const open = { ...subscribed!, timeToHeadersMs: 15, request, response }
  for (const opened of [
    open,
    { ...open, request: undefined, response: undefined, websocket: {} } as never,
  ] as RecordedAction[]) {
    const order = new ArrivalOrder([opened, first!, second!], null)
    const arrived: number[] = []
    const ask = async (action: RecordedAction) => {
      await order.turnOf(action)
      arrived.push(action.index)
    }
    await Promise.all([ask(opened), ask(first!).then(() => ask(second!))])
    expect(arrived).toEqual([0, 1, 2])
  }
})

test('parallel answers arrive as they did', async () => {
  const times: Times[] = [
    [0, 30],
    [1, 10],
    [2, 40],
    [3, 20],
  ]
  expect(await arrivals(times)).toEqual([1, 3, 0, 2])
})

test('an answer waits for what another led to', async () => {
  // 0 answers, 1 is asked because of it and answers; only then does 2 arrive, which was asked together with 0.
  const [first, second, slow] = recorded([
    [0, 10],
    [11, 20],
    [0, 30],
  ])
  const order = new ArrivalOrder([first!, second!, slow!], null)
  const arrived: string[] = []
  const chain = async () => {
    await order.turnOf(first!)
    arrived.push('first')
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    await order.turnOf(second!)
    arrived.push('second')
  }
  const parallel = async () => {
    await order.turnOf(slow!)
    arrived.push('slow')
  }
  await Promise.all([parallel(), chain()])
  expect(arrived).toEqual(['first', 'second', 'slow'])
})

test('nothing is waited for that is not asked for', async () => {
  const [, slow, slower] = recorded([
    [0, 10],
    [0, 20],
    [0, 30],
  ])
  const order = new ArrivalOrder(
    recorded([
      [0, 10],
      [0, 20],
      [0, 30],
    ]),
    null,
  )
  const arrived: number[] = []
  await Promise.all(
    [slower!, slow!].map(async (action) => {
      await order.turnOf(action)
      arrived.push(action.index)
    }),
  )
  expect(arrived).toEqual([1, 2])
})

test('what a function did is no reason for it to wait', () => {
  const actions = recorded([
    [0, 30],
    [1, 10, 0],
    [2, 5, 1],
  ])
  expect(new ArrivalOrder(actions, null).turnOf(actions[0]!)).toBeUndefined()
})

test('what was aborted never answers, and nobody waits for it', () => {
  const [aborted, other] = recorded([
    [0, 10],
    [0, 20],
  ])
  const error = { name: 'AbortError', message: 'This operation was aborted' }
  const order = new ArrivalOrder([{ ...aborted!, error }, other!], null)
  expect(order.turnOf({ ...aborted!, error })).toBeUndefined()
})

test('parallel answers never arrive in the recorded order where the order is varied', async () => {
  const times: Times[] = [
    [0, 30],
    [1, 10],
    [2, 20],
  ]
  for (let seed = 0; seed < 20; seed++) {
    const world = { seed, dimensions: new Set(['arrival_order'] as const) }
    const other = await arrivals(times, new ArrivalOrder(recorded(times), world))
    expect(other.toSorted()).toEqual([0, 1, 2])
    expect(other).not.toEqual([1, 2, 0])
  }
  const still = { seed: 1, dimensions: new Set(['clock'] as const) }
  expect(await arrivals(times, new ArrivalOrder(recorded(times), still))).toEqual([1, 2, 0])
})

test('an answer that came after the return waits for it, and one that the agent waits for is given all the same', async () => {
  const actions = recorded([
    [0, 10],
    [2, 90],
  ])
  const order = new ArrivalOrder(actions, null)
  let isStill = false
  order.watch({ returnedAt: 50, now: () => 0, isStill: () => isStill })
  await order.turnOf(actions[0]!)
  let isAnswered = false
  const late = order.turnOf(actions[1]!)!.then(() => (isAnswered = true))
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  expect(isAnswered).toBe(false)
  order.noteReturn()
  await late

  const next = new ArrivalOrder(actions, null)
  next.watch({ returnedAt: 50, now: () => 0, isStill: () => isStill })
  await next.turnOf(actions[0]!)
  isStill = true
  await next.turnOf(actions[1]!)
})

test('what another branch had asked before is waited for', async () => {
  const [first, second] = recorded([
    [0, 10],
    [20, 30],
  ])
  const order = new ArrivalOrder([first!, second!], null)
  order.watch({ returnedAt: undefined, now: () => 0, isStill: () => false })
  const arrived: number[] = []
  const ask = async (action: RecordedAction) => {
    await order.turnOf(action)
    arrived.push(action.index)
  }
  const early = ask(second!)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(arrived).toEqual([])
  await Promise.all([ask(first!), early])
  expect(arrived).toEqual([0, 1])
})

test('an agent that waits for the answer, and only then asks for the one before, gets it', async () => {
  const [first, second, third] = recorded([
    [0, 10],
    [20, 30],
    [40, 50],
  ])
  const order = new ArrivalOrder([first!, second!, third!], null)
  order.watch({ returnedAt: undefined, now: () => 0, isStill: (held) => held === 1 })
  await order.turnOf(second!)
  expect(order.turnOf(first!)).toBeUndefined()
  expect(order.turnOf(third!)).toBeUndefined()
})
