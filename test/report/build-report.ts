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
    receipt: { served: 3, volatile: 0, mismatched: 0, live: 0, blocked: 0, unserved: 0 },
    divergences: [],
    volatile: [],
    rules: [],
    unusedRules: [],
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
    outcome: 'success',
    replayed: true,
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

/** Creates an action that is no model call. */
export function buildToolAction(part: Partial<ReportAction>): ReportAction {
  return buildAction({
    type: 'tool',
    provider: null,
    model: null,
    inputTokens: null,
    outputTokens: null,
    cachedInputTokens: null,
    costUsd: null,
    stopReason: null,
    status: null,
    ...part,
  })
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

/** A report that holds one text wherever a report can hold a text. */
export function buildReportOf(text: string): ReplayReport {
  const json = { [text]: text, list: [text] }
  const error = { name: text, message: text }
  const action = buildAction({
    name: text,
    type: 'tool',
    provider: text,
    model: text,
    stopReason: text,
    error,
    source: { file: text, line: 1 },
    inputs: [json],
    outputs: text,
    asked: [text],
    returned: json,
    answer: { text, toolCalls: [{ id: text, name: text, arguments: json }] },
    omitted: [{ part: 'inputs', bytes: 1, contentType: text }],
  })
  const { start, recordedDuration, inputs, outputs, ...facts } = action
  const run = buildRun({
    runId: text,
    name: text,
    project: text,
    test: { file: text, fullName: text },
    agent: text,
    workflow: text,
    tags: [text],
    recordedAt: text,
    recordedRelease: text,
    status: 'failed',
    cassette: text,
    matchRate: 0.5,
    divergences: [
      {
        index: 0,
        kind: 'input_mismatch',
        action: text,
        firstCause: true,
        causedBy: null,
        cause: 'system_prompt',
        paths: [
          { path: `$.${text}`, recorded: text, replayed: `${text} and more` },
          { path: '$', recorded: json, replayed: [text] },
        ],
        source: { file: text, line: 1 },
        recordedIndex: 0,
        replayedIndex: 0,
        note: text,
      },
    ],
    actions: [action],
    recordedActions: [
      {
        index: 0,
        type: 'tool',
        name: text,
        parent: null,
        start,
        duration: recordedDuration ?? 0,
        outcome: 'error',
        provider: facts.provider,
        model: facts.model,
        inputTokens: 1,
        outputTokens: 1,
        cachedInputTokens: 0,
        costUsd: 0.1,
        stopReason: facts.stopReason,
        status: 200,
        error,
        inputs: inputs!,
        outputs: outputs!,
      },
    ],
    input: json,
    finalOutput: { recorded: { output: json }, replayed: { error } },
    stopReason: text,
    signals: {
      first_error_span: { index: 0, name: text, error_class: text },
      slowest_span: { index: 0, name: text, recordedDuration: 1 },
      stop_reason: text,
      error_class: text,
      repeated_tools: [{ name: text, count: 2, actions: [0] }],
    },
    changedResources: [text],
    tolerated: [{ action: text, path: text, recorded: json, replayed: text }],
    misses: [text],
    error: text,
  })
  return { ...buildReport([run]), release: { id: text } }
}
