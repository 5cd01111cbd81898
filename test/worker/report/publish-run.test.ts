import { expect, test } from 'vitest'
import { action } from '../../../src/worker/wrap/actions.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { publishRun } from '../../../src/worker/report/publish-run.ts'
import { prepare } from '../run/replayed-run.ts'

test('a run stands as interrupted from its start, with the actions that are over', async () => {
  const find = action('find', (id: string) => id)
  const wait = action('wait', (until: Promise<unknown>) => until)
  const prepared = prepare()
  const publication = publishRun(prepared)
  const [published] = prepared.context.results
  expect(published!.run).toMatchObject({ status: 'interrupted', actions: [], receipt: { live: 0 } })

  let end = () => {}
  const agent = async () => {
    find('A-17')
    await wait(new Promise<void>((resolve) => (end = resolve)))
  }
  const over = runPass(agent, prepared, passOptions(prepared, 'record'), publication.follow)
  expect(published!.run).toMatchObject({
    status: 'interrupted',
    mode: 'record',
    error: expect.stringMatching(
      /^the run did not end: wait had no answer after \d+ ms$/,
    ) as string,
    actions: [{ name: 'find', outcome: 'success' }],
    finalOutput: { recorded: null, replayed: null },
  })
  end()
  await over
  expect(published!.run.actions.map(({ name }) => name)).toEqual(['find', 'wait'])
})

test('an update replaces what is known of a run, and stays', () => {
  const prepared = prepare()
  const publication = publishRun(prepared)
  publication.update({ status: 'failed', error: 'no route' })
  publication.update({ error: 'no route to the model' })
  expect(prepared.context.results[0]!.run).toMatchObject({
    status: 'failed',
    error: 'no route to the model',
  })
  expect(publication.report).toBe(prepared.context.results[0]!.run)
})

test('once its test is over, a run that has not ended names one time', async () => {
  const wait = action('wait', (until: Promise<unknown>) => until)
  const prepared = prepare()
  const publication = publishRun(prepared)
  let end = () => {}
  const agent = () => wait(new Promise<void>((resolve) => (end = resolve)))
  const over = runPass(agent, prepared, passOptions(prepared, 'record'), publication.follow)
  const [published] = prepared.context.results
  prepared.context.isOver = true
  const first = published!.run
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(published!.run).toMatchObject({ error: first.error, pending: first.pending })
  end()
  await over
})
