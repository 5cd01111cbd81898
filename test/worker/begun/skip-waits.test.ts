import { expect, test } from 'vitest'
import { skipWaits, type WaitingRun } from '../../../src/worker/begun/skip-waits.ts'

/** A run with a clock of its own, which goes on a millisecond in each turn. */
function waiting(run: Partial<WaitingRun>) {
  let clock = 0
  const over = { at: Infinity }
  const time = {
    now: () => clock,
    nextTurn: async () => void clock++,
    sleep: async (milliseconds: number) => void (clock += milliseconds),
  }
  const ended = skipWaits(
    {
      isOver: () => clock >= over.at,
      isBusy: () => false,
      isRunning: () => false,
      progress: () => 0,
      timers: () => [],
      skipped: () => {},
      stuck: () => {},
      ...run,
    },
    time,
  )
  return { ended, now: () => clock, end: (at = clock) => (over.at = at) }
}

test('the next timer fires as soon as a run does nothing but wait', async () => {
  const log: unknown[] = []
  const timers = [60_000, 90_000].map((due) => ({
    due,
    isSet: () => true,
    hurry: () => {
      log.push(due, run.now())
      timers.shift()
      if (timers.length === 0) run.end()
    },
  }))
  const run = waiting({ timers: () => timers, skipped: (by) => log.push(Math.round(by / 1000)) })
  await run.ended
  expect(log).toEqual([60, 60_000, 20, 90, 90_000, 40])
})

test('no timer fires while a request is under way', async () => {
  let fired = 0
  const timer = { due: 60_000, isSet: () => true, hurry: () => void fired++ }
  const run = waiting({ timers: () => [timer], isBusy: () => run.now() < 4000 })
  run.end(4010)
  await run.ended
  expect(fired).toBe(0)
})

test('a run that waits for nothing is told of once', async () => {
  let stuck = 0
  const run = waiting({ stuck: () => void stuck++ })
  run.end(20_000)
  await run.ended
  expect(stuck).toBe(1)
})
