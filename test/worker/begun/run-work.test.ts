import { open } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { RunWork } from '../../../src/worker/begun/run-work.ts'

function workOf(progress = { events: 0 }): RunWork {
  return new RunWork({
    undecided: () => [],
    exchanges: () => [],
    functions: () => [],
    functionTime: Infinity,
    progress: () => progress.events,
    isExpecting: () => false,
    mayHurry: false,
  })
}

test('an operation on a file is waited for, its end too', async () => {
  for (let times = 0; times < 20; times++) {
    const done: string[] = []
    const reading = open('package.json').then(async (file) => {
      await file.stat()
      await file.close()
      done.push('read')
    })
    expect(await workOf().waitForEnd(Infinity, undefined)).toEqual([])
    expect(done).toEqual(['read'])
    await reading
  }
})

test('a function that does not end is named at the bound', async () => {
  const work = new RunWork({
    undecided: () => ['POST api.test'],
    exchanges: () => [],
    functions: () => ['notify'],
    functionTime: Infinity,
    progress: () => 0,
    isExpecting: () => false,
    mayHurry: false,
  })
  expect(await work.waitForEnd(performance.now() + 30, undefined)).toEqual([
    'POST api.test',
    'notify',
  ])
})

test('the end of an operation that began before the run is not waited for', async () => {
  const file = await open('package.json')
  await new Promise((resolve) => setImmediate(resolve))
  const before = workOf()
  const closing = file.close()
  const after = workOf()
  expect(before.isStill(0)).toBe(false)
  expect(after.isStill(0)).toBe(true)
  await closing
})
