import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { orders } from './src/orders'
import { policy } from './src/policy'
import { supportAgent } from './src/support-agent'

test('refunds an order that arrived broken', async () => {
  const run = await replayRun(supportAgent, {
    input: { orderId: 'A-17', message: 'My order A-17 arrived broken.' },
    actions: {
      findOrder: [orders, 'find'],
      findPolicy: [policy, 'find'],
      refundOrder: [orders, 'refund'],
    },
  })

  expect(run.output).toMatchObject({ refunded: true })
  expect(run).toHaveMatchRate(1)
  expect(run).toHaveCalled('refundOrder')
})
