import { promisify } from 'node:util'
import promises from 'node:timers/promises'
import { expect, test } from 'vitest'
import { installTimers } from '../../../src/worker/begun/early-timers.ts'
import { type BegunTimer, type RunScope, workerState } from '../../../src/worker/context/scope.ts'
import { sharedState } from '../../../src/worker/context/test-context.ts'

installTimers()
const sleep = promisify(setTimeout)

function within<T>(work: (timers: Set<BegunTimer>) => T): T {
  const timers = new Set<BegunTimer>()
  const scope = { phase: 'open', timers } as unknown as RunScope
  return workerState.run.run(scope, () => work(timers))
}

const setIn = (timers: Set<BegunTimer>) => [...timers].filter((timer) => timer.isSet()).length

test('a run knows the timers that it waits for', async () => {
  await within(async (timers) => {
    const cleared = setTimeout(() => {}, 1000)
    setTimeout(() => {}, 1000).unref()
    setTimeout(() => {}, 60_000).unref()
    setInterval(() => {}, 1000).unref()
    const slept = sleep(5)
    expect(setIn(timers)).toBe(2)
    clearTimeout(cleared)
    expect(setIn(timers)).toBe(1)
    await slept
    expect(setIn(timers)).toBe(0)
  })
})

test('a timer that is hurried fires once, with its arguments', async () => {
  const fired: string[] = []
  await within(async (timers) => {
    setTimeout((text: string) => void fired.push(text), 4000, 'first')
    const slept = promises.setTimeout(4000, 'second')
    for (const timer of timers) timer.hurry()
    for (const timer of timers) timer.hurry()
    fired.push(await slept)
    while (fired.length < 2) await new Promise(setImmediate)
    expect(timers.size).toBe(0)
  })
  expect(fired.sort()).toEqual(['first', 'second'])
})

test('what an interval of a run calls is known to recur', async () => {
  const seen = await within(
    () =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          clearInterval(timer)
          const scope = workerState.run.getStore() as RunScope
          resolve([scope.isRecurring, scope.phase])
        }, 1)
      }),
  )
  expect(seen).toEqual([true, 'open'])
})

test('timers of code that belongs to no test are kept apart', () => {
  const before = setIn(workerState.outsideTimers)
  const timer = setInterval(() => {}, 500)
  expect(setIn(workerState.outsideTimers)).toBe(before + 1)
  clearInterval(timer)
  expect(setIn(workerState.outsideTimers)).toBe(before)
  const context = { kind: 'test' } as never
  sharedState.tests.run(context, () => clearTimeout(setTimeout(() => {}, 500)))
  expect(setIn(workerState.outsideTimers)).toBe(before)
})
