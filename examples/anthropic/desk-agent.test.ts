import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { desk } from './src/desk.ts'
import { deskAgent } from './src/desk-agent.ts'

test('sends the part that is missing', async () => {
  const run = await replayRun(deskAgent, {
    input: 'Order B-20 came without its lid.',
    actions: { look_up: [desk, 'lookUp'], send_part: [desk, 'sendPart'] },
  })

  expect(run.output).toContain('on its way')
  expect(run).toHaveCalled('send_part')
})
