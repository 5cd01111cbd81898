import { expect, test } from 'vitest'
import {
  awaitBegunWork,
  type BegunWork,
  type RealTime,
} from '../../../src/worker/begun/await-begun-work.ts'

/** A clock that moves a tenth of a millisecond a turn. `events` happen at their time. */
function world(events: Array<[at: number, event: (work: State) => void]>) {
  const state: State = { calls: 0, pauses: 0, progress: 0, expects: false, hurried: 0 }
  let time = 0
  const pass = async (milliseconds: number) => {
    time += milliseconds
    while (events.length > 0 && events[0]![0] <= time) {
      events.shift()![1](state)
      state.progress++
    }
  }
  const real: RealTime = { now: () => time, nextTurn: () => pass(0.1), sleep: pass }
  const work: BegunWork = {
    calls: () => state.calls,
    pauses: () => state.pauses,
    progress: () => state.progress,
    isExpecting: () => state.expects,
    hurry: () => void state.hurried++,
  }
  return { state, work, real, now: () => time }
}

interface State {
  calls: number
  pauses: number
  progress: number
  expects: boolean
  hurried: number
}

test('a run that left nothing behind waits two turns', async () => {
  const { work, real, now } = world([])
  expect(await awaitBegunWork(work, 30_000, real)).toBe('nothing')
  expect(now()).toBeCloseTo(0.2)
})

test('a call is waited for, and what follows from it', async () => {
  const { state, work, real, now } = world([
    [100, (it) => (it.calls = 0)],
    [101, (it) => (it.calls = 1)],
    [400, (it) => (it.calls = 0)],
  ])
  state.calls = 1
  expect(await awaitBegunWork(work, 30_000, real)).toBe('ended')
  expect(now()).toBeGreaterThan(400)
  expect(now()).toBeLessThan(430)
})

test('what is begun in the very next turn counts', async () => {
  const { work, real, now } = world([
    [0.1, (it) => (it.calls = 1)],
    [50, (it) => (it.calls = 0)],
  ])
  expect(await awaitBegunWork(work, 30_000, real)).toBe('ended')
  expect(now()).toBeGreaterThan(50)
})

test('a call that does not end is waited for until the bound', async () => {
  const { state, work, real, now } = world([])
  state.calls = 1
  expect(await awaitBegunWork(work, 3000, real)).toBe('bound')
  expect(now()).toBeGreaterThanOrEqual(3000)
})

test('a timer is waited for five seconds after the last event, and is no failure', async () => {
  const { state, work, real, now } = world([[2000, () => {}]])
  state.pauses = 1
  expect(await awaitBegunWork(work, 30_000, real)).toBe('ended')
  expect(now()).toBeGreaterThan(7000)
  expect(now()).toBeLessThan(7100)
  expect(state.hurried).toBeGreaterThan(0)
})

test('a replay that expects calls waits longer for work that cannot be seen', async () => {
  const { state, work, real, now } = world([
    [200, (it) => (it.calls = 1)],
    [
      210,
      (it) => {
        it.calls = 0
        it.expects = false
      },
    ],
  ])
  state.expects = true
  expect(await awaitBegunWork(work, 30_000, real)).toBe('ended')
  expect(now()).toBeGreaterThan(210)
  expect(now()).toBeLessThan(240)
})
