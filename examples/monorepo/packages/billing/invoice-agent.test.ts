import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { invoiceAgent } from './src/invoice-agent.ts'

test('says what an invoice is about', async () => {
  await replayRun(invoiceAgent, { input: { lines: ['1 teapot', '1 lid, sent later'] } })
})
