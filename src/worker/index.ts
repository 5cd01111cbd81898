import type { RunOptions } from '../core/options/run-options.ts'
import type { ReplayRun } from './report/run-types.ts'
import type { Agent } from './prepare/agent.ts'

/**
 * Runs an agent as a regression test. The first time it runs for real and its model calls, requests
 * and actions are recorded into a cassette beside the test file; from then on they are replayed
 * with the network closed, and a difference from the recording fails the test.
 *
 * @example
 * test('refunds an order that arrived broken', async () => {
 *   const run = await replayRun(refundAgent, { input: { orderId: 'A-17' } })
 *   expect(run.output).toMatchObject({ refunded: true })
 * })
 *
 * @throws ReplayAssertionError where a threshold is not reached; the agent's own error is its
 * `cause`.
 * @throws ReplayError where nothing could be recorded or replayed; see its `code`.
 */
export async function replayRun<Input, Output>(
  agent: Agent<Input, Output>,
  options: RunOptions<Input> = {},
): Promise<ReplayRun<Awaited<Output>>> {
  // Loaded at the first run, so that a test file without one does not pay for it.
  const { runAgent } = await import('./run/replay-run.ts')
  return (await runAgent(agent as Agent<unknown, unknown>, options)) as ReplayRun<Awaited<Output>>
}
