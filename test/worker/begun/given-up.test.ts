import { expect, test } from 'vitest'
import { endIfStuck, givenUp, type GivingUpRun } from '../../../src/worker/begun/given-up.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'

/** Returns the time at which a run is ended, with a clock of its own; `null` for one that is not within a minute. */
async function endedAt(
  run: (now: () => number) => Partial<GivingUpRun> & { isWaiting?: () => boolean },
): Promise<number | null> {
  let clock = 0
  let at: number | null = null
  const now = () => clock
  const { isWaiting = () => true, ...given } = run(now)
  await endIfStuck(
    {
      isOver: () => clock >= 60_000,
      recordedDuration: 2000,
      isBusy: () => false,
      isRunning: () => false,
      progress: () => 0,
      stuck: () => void (at = clock),
      ...given,
    },
    [{ name: 'GET a.test/', isWaiting }],
    { now, sleep: async (milliseconds) => void (clock += milliseconds) },
  )
  return at
}

test('a run that waits for nothing but what it gave up is ended, after longer than the recorded run had taken', async () => {
  expect(await endedAt(() => ({}))).toBe(7000)
  expect(await endedAt(() => ({ isRunning: () => true }))).toBe(32_000)
  expect(await endedAt((now) => ({ isBusy: () => now() < 10_000 }))).toBe(16_900)
  expect(await endedAt((now) => ({ progress: () => Math.min(now(), 10_000) }))).toBe(17_000)
})

test('a run that gives it up again, or goes on, is not', async () => {
  expect(await endedAt((now) => ({ isWaiting: () => now() < 3000 }))).toBe(null)
  expect(await endedAt((now) => ({ progress: () => Math.floor(now() / 4000) }))).toBe(null)
})

test('an answer that was given up is one that is not answered, or not to its end', () => {
  const isWaiting = () => true
  const of = (answer: Partial<RecordedAction>) =>
    givenUp({ name: 'a', duration: 1, ...answer } as RecordedAction, { isWaiting }) !== undefined
  expect(of({ error: { name: 'AbortError', message: '' } })).toBe(true)
  expect(of({ response: { status: 200, headers: [], end: 'aborted' } })).toBe(true)
  expect(of({ response: { status: 200, headers: [], end: 'complete' } })).toBe(false)
  expect(of({ error: { name: 'TypeError', message: '' } })).toBe(false)
})
