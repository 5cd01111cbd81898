import type { ReplayReport, ReportAction, RunReport } from '../../src/report.ts'
import { REPORT_VERSION, totalRuns } from '../../src/report.ts'

/** A run that passed, with what a test wants otherwise. */
export function buildRun(part: Partial<RunReport> = {}): RunReport {
  return {
    runId: 'r-1',
    name: 'refunds an order',
    project: '',
    test: { file: 'a.test.ts', fullName: 'refunds an order' },
    attempt: 0,
    expectedToFail: false,
    agent: 'supportAgent',
    workflow: null,
    tags: [],
    startedAt: '2026-11-20T10:00:00.000Z',
    recordedAt: '2026-11-19T09:00:00.000Z',
    recordedRelease: null,
    status: 'passed',
    mode: 'replay',
    cassette: '__cassettes__/a.test.ts/refunds-an-order.cassette.jsonl',
    verified: null,
    matchRate: 1,
    determinism: null,
    receipt: { served: 3, volatile: 0, anchored: 0, live: 0, blocked: 0, unserved: 0 },
    divergences: [],
    actions: [],
    recordedActions: [],
    finalOutput: { recorded: null, replayed: null },
    stopReason: 'stop',
    signals: {
      first_error_span: null,
      slowest_span: null,
      stop_reason: 'success',
      error_class: null,
      repeated_tools: [],
    },
    changedResources: [],
    error: null,
    durationMs: 12,
    recordedDurationMs: 1200,
    originalCostUsd: 0.0123,
    replayCostUsd: 0,
    savingsUsd: 0.0123,
    ...part,
  }
}

/** A model call that was served from its recording. */
export function buildAction(part: Partial<ReportAction> = {}): ReportAction {
  return {
    index: 0,
    type: 'llm',
    name: 'chat gpt-4o',
    parent: null,
    outcome: 'replayed',
    treatment: 'equal',
    recorded: 0,
    start: 0,
    recordedStart: 0,
    recordedDuration: 800,
    replayedDuration: null,
    provider: 'openai',
    model: 'gpt-4o',
    inputTokens: 100,
    outputTokens: 20,
    cachedInputTokens: 0,
    costUsd: 0.0041,
    stopReason: 'stop',
    status: 200,
    error: null,
    source: { file: 'src/agent.ts', line: 12 },
    ...part,
  }
}

/** A report of these runs. */
export function buildReport(
  runs: RunReport[],
  contents: ReplayReport['contents'] = {},
): ReplayReport {
  return {
    version: REPORT_VERSION,
    release: { id: null },
    totals: totalRuns(runs),
    runs,
    contents,
  }
}
