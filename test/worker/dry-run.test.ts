import { expect, test } from 'vitest'
import { DRY_RUN_KEY, type DryRunResult } from '../../src/protocol/dry-run.ts'
import { defineDryRun } from '../../src/worker/dry-run.ts'

test.each<[costUsd: number | null, reason: string]>([
  [null, 'the price of an earlier input is unknown'],
  [2, 'the limit of the cost is reached'],
])('after an input that cost %s, the next is not run for that reason', async (costUsd, reason) => {
  const tests: Array<(context: { task: { meta: object } }) => Promise<void>> = []
  const step = async () => ({
    status: 'success',
    run: { mode: 'record', actions: [] },
    costUsd,
    scores: {},
    finalScore: null,
    output: 1,
  })
  defineDryRun(
    {
      test: (_name, body) => void tests.push(body),
      createAgentRunner: (() => ({ step })) as never,
    },
    {},
    { module: '/agent.mjs', exported: null, inputs: [1, 2], isLive: true, usd: 1 },
  )
  const results: DryRunResult[] = []
  for (const body of tests) {
    const meta: Record<string, unknown> = {}
    await body({ task: { meta } })
    results.push(meta[DRY_RUN_KEY] as DryRunResult)
  }
  expect(results).toMatchObject([{ status: 'success' }, { status: 'not_run', end: reason }])
})
