import type { ReportAction } from '../../core/report/schema.ts'
import type { LoadedRun } from '../report/loaded-run.ts'

export const RUN_COLUMNS = [
  'runId',
  'name',
  'file',
  'test',
  'agent',
  'workflow',
  'tags',
  'release',
  'status',
  'mode',
  'needsAttention',
  'startedAt',
  'durationMs',
  'actions',
  'successRate',
  'matchRate',
  'determinism',
  'divergences',
  'firstCauses',
  'served',
  'volatile',
  'live',
  'blocked',
  'unserved',
  'originalCostUsd',
  'replayCostUsd',
  'savingsUsd',
  'cassette',
] as const

/** A run as a row of a table. */
export function runRow(
  loaded: LoadedRun,
): Record<(typeof RUN_COLUMNS)[number], string | number | null> {
  const { run } = loaded
  return {
    runId: run.runId,
    name: run.name,
    file: run.test.file,
    test: run.test.fullName,
    agent: run.agent,
    workflow: run.workflow,
    tags: run.tags.join(' '),
    release: loaded.release,
    status: run.status,
    mode: run.mode,
    needsAttention: loaded.attention.join('; '),
    startedAt: run.startedAt,
    durationMs: loaded.duration,
    actions: run.actions.length,
    successRate: loaded.successRate,
    matchRate: run.matchRate,
    determinism: run.determinism?.score ?? null,
    divergences: run.divergences.length,
    firstCauses: run.divergences.filter((divergence) => divergence.firstCause).length,
    served: run.receipt.served,
    volatile: run.receipt.volatile,
    live: run.receipt.live,
    blocked: run.receipt.blocked,
    unserved: run.receipt.unserved,
    originalCostUsd: run.originalCostUsd,
    replayCostUsd: run.replayCostUsd,
    savingsUsd: run.savingsUsd,
    cassette: run.cassette,
  }
}

export const ACTION_COLUMNS = [
  'runId',
  'index',
  'type',
  'name',
  'parent',
  'outcome',
  'treatment',
  'startMs',
  'recordedDurationMs',
  'provider',
  'model',
  'inputTokens',
  'outputTokens',
  'costUsd',
  'stopReason',
  'status',
  'error',
  'source',
] as const

/** An action as a row of a table. */
export function actionRow(
  runId: string,
  action: ReportAction,
): Record<(typeof ACTION_COLUMNS)[number], string | number | null> {
  const { source, error } = action
  return {
    runId,
    index: action.index,
    type: action.type,
    name: action.name,
    parent: action.parent,
    outcome: action.outcome,
    treatment: action.treatment,
    startMs: action.recordedStart ?? action.start,
    recordedDurationMs: action.recordedDuration,
    provider: action.provider,
    model: action.model,
    inputTokens: action.inputTokens,
    outputTokens: action.outputTokens,
    costUsd: action.costUsd,
    stopReason: action.stopReason,
    status: action.status,
    error: error && `${error.name}: ${error.message}`,
    source: source && `${source.file}:${source.line}`,
  }
}
