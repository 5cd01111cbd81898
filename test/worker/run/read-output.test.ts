import { expect, test } from 'vitest'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { workerState } from '../../../src/worker/context/scope.ts'
import { prepare, recordAndReplay } from './replayed-run.ts'

const output = (content: string) => async (): Promise<unknown> => {
  const used = new Response('read by the agent')
  await used.text()
  return { used, file: new Blob([content]) }
}

test('beside a body that the agent has read, the content of the others counts', async () => {
  const same = await recordAndReplay({ recorded: output('yes') })
  expect(same.run.divergences).toEqual([])
  const other = await recordAndReplay({ recorded: output('yes'), replayed: output('yet') })
  expect(other.run.divergences[0]?.paths).toMatchObject([{ recorded: 'yes', replayed: 'yet' }])
})

test('a body without an end is not waited for longer than the test has time', async () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: () => new Promise<void>(() => {}) }))
  const prepared = prepare({ afterReturn: 3_600_000 })
  prepared.context.deadline = workerState.now() + 300
  const pass = await runPass(endless, prepared, passOptions(prepared, 'record'), () => undefined)
  expect(pass.outcome.kind).toBe('returned')
})
