import { expect, test } from 'vitest'
import { totalRuns } from '../../src/core/report/totals.ts'
import type { RunReport } from '../../src/core/report/schema.ts'
import { renderSummary } from '../../src/node/render/terminal.ts'

const run: RunReport = {
  runId: 'r-1',
  name: 'refunds an order',
  test: { file: 'a.test.ts', fullName: 'refunds an order' },
  attempt: 0,
  agent: 'supportAgent',
  workflow: null,
  tags: [],
  status: 'passed',
  mode: 'replay',
  cassette: '__cassettes__/a.test.ts/refunds-an-order.cassette.jsonl',
  verified: null,
  matchRate: 1,
  determinism: null,
  receipt: { served: 3, volatile: 0, live: 0, blocked: 0, unserved: 0 },
  divergences: [],
  volatile: [],
  rules: [],
  unusedRules: [],
  actions: [],
  changedResources: [],
  error: null,
  durationMs: 12,
  originalCostUsd: 0.0123,
  replayCostUsd: 0,
  savingsUsd: 0.0123,
}

function summary(...runs: RunReport[]): string {
  const report = { version: 1 as const, release: { id: null }, totals: totalRuns(runs), runs }
  return renderSummary(report, { color: false, file: '/project/.vitest-replay/report.json' })
    .join('\n')
    .replace(/report: .*/, 'report: <path>')
}

test('one line when all is well', () => {
  expect(summary(run, { ...run, runId: 'r-2' })).toMatchInlineSnapshot(
    `"✓ vitest-replay: 2 replayed, match rate 1, 6 served, 0 live, saved $0.02"`,
  )
})

test('an unknown price is unknown, not nothing', () => {
  expect(summary({ ...run, originalCostUsd: null, savingsUsd: null })).toMatchInlineSnapshot(
    `"✓ vitest-replay: 1 replayed, match rate 1, 3 served, 0 live, saved an unknown amount"`,
  )
})

test('a recording says what it cost', () => {
  expect(
    summary({
      ...run,
      mode: 'record',
      verified: true,
      receipt: { ...run.receipt, served: 0, live: 3 },
    }),
  ).toMatchInlineSnapshot(
    `"✓ vitest-replay: 1 recorded and verified, match rate 1, 0 served, 3 live, cost $0.01"`,
  )
})

test('a run in trouble is shown with its first cause, and what a model wrote is not obeyed', () => {
  const failed: RunReport = {
    ...run,
    name: 'evil \u001b[2J name',
    status: 'failed',
    matchRate: 0.5,
    receipt: { served: 2, volatile: 0, live: 0, blocked: 1, unserved: 1 },
    changedResources: ['system prompt'],
    divergences: [
      {
        index: 0,
        kind: 'input_mismatch',
        action: 'chat gpt-4o',
        firstCause: true,
        causedBy: null,
        cause: 'system_prompt',
        paths: [
          { path: '$.messages[0].content', recorded: 'Be kind.', replayed: 'Be \u001b[31mrude.' },
        ],
        source: { file: 'src/agent.ts', line: 12 },
      },
      {
        index: 1,
        kind: 'input_mismatch',
        action: 'chat gpt-4o',
        firstCause: false,
        causedBy: 0,
        cause: 'system_prompt',
        paths: [],
        source: null,
      },
    ],
  }
  expect(summary(run, failed)).toMatchInlineSnapshot(`
    "x vitest-replay: 2 replayed, 1 failed, match rate 0.75, 5 served, 0 live, 1 blocked, 1 unserved, saved $0.02

      evil \\u001b[2J name  failed
        replay, match rate 0.5, 2 served, 0 live, 1 blocked, 1 unserved, saved $0.01
        the system prompt changed in action 0 (chat gpt-4o) at src/agent.ts:12  [input_mismatch]
          $.messages[0].content
            - Be kind.
            + Be \\u001b[31mrude.
          followed by 1 consequence
        changed resources: system prompt

      report: <path>"
  `)
})
