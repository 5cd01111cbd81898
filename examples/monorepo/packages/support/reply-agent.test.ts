import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { replyAgent } from './src/reply-agent.ts'

test('drafts a reply and its subject', async () => {
  const run = await replayRun(replyAgent, { input: 'The teapot came without its lid.' })

  expect(run.output.subject).not.toBe('')
})
