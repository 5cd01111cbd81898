import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

const require = createRequire(import.meta.url)
const { desk } = require('./src/desk.cjs')
const { deskAgent } = require('./src/desk-agent.cjs')

test('sends the part that is missing', async () => {
  const run = await replayRun(deskAgent, {
    input: 'Order B-20 came without its lid.',
    actions: { look_up: [desk, 'lookUp'], send_part: [desk, 'sendPart'] },
  })

  expect(run.output).toContain('on its way')
  expect(run).toHaveCalled('send_part')
})
