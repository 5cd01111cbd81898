import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { deskAgent } from './src/desk-agent.ts'

test('sends the part that is missing', async () => {
  const run = await replayRun(deskAgent, {
    input: 'Order B-20 came without its lid.',
  })

  expect(run.output).toContain('on its way')
  // Calls of tools are requests to the server: what was sent is matched, what it answered is given back.
  expect(run).toHaveCalled('POST 127.0.0.1:4011/mcp')
})
