import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { deskAgent, tools } from './src/desk-agent.ts'

test('sends the part that is missing', async () => {
  const run = await replayRun(deskAgent, {
    input: 'Order B-20 came without its lid.',
    actions: { tools },
  })

  expect(run.output).toContain('on its way')
  expect(run).toHaveCalled('send_part')
})
