import type { JsonValue } from '../json.ts'
import { createUnpacker } from './contents/unpack-contents.ts'
import { ACTION_PARTS } from './contents/packed-parts.ts'
import type { ReplayReport, RunReport } from './schema.ts'
import type { ReportAction } from './action-schema.ts'

/** A flat row of an export; the same columns in every row of its kind. */
export type ExportRow = Record<string, string | number | boolean | null>

/** The runs of a report, a row each. Times in ms, money in USD. */
export function runRows(report: ReplayReport): ExportRow[] {
  return report.runs.map((run) => ({
    ...identify(run),
    cassette: run.cassette,
    agent: run.agent,
    workflow: run.workflow,
    tags: run.tags.join(' '),
    release: report.release.id,
    recordedRelease: run.recordedRelease,
    traceId: run.traceId ?? null,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? null,
    recordedAt: run.recordedAt,
    status: run.status,
    mode: run.mode,
    take: run.take ?? 1,
    matchRate: run.matchRate,
    determinism: run.determinism?.score ?? null,
    divergences: run.divergences.length,
    firstCauses: run.divergences.filter((divergence) => divergence.firstCause).length,
    firstCause: run.divergences.find((divergence) => divergence.firstCause)?.cause ?? null,
    actions: run.actions.length,
    ...receiptColumns(run.receipt),
    stopReason: run.signals.stop_reason,
    errorClass: run.signals.error_class,
    error: run.error,
    recordedDurationMs: run.recordedDurationMs,
    replayDurationMs: run.durationMs,
    originalCostUsd: run.originalCostUsd,
    replayCostUsd: run.replayCostUsd,
    savingsUsd: run.savingsUsd,
  }))
}

function receiptColumns({
  notCompared,
  redacted,
  opaque,
  policy,
  ...counts
}: RunReport['receipt']): ExportRow {
  const names = notCompared?.map(({ header }) => header).join(' ')
  const places = redacted?.map(({ action, path }) => `${path} of ${action}`).join('; ')
  const unseen = opaque
    ?.map(({ action, path, kind }) => `${kind} at ${path} of ${action}`)
    .join('; ')
  const applied = policy?.map(
    ({ kind, name, effect, count }) => `${effect} ${count} ${kind} ${name}`,
  )
  return {
    ...counts,
    ...(names === undefined ? {} : { notCompared: names }),
    ...(places === undefined ? {} : { redacted: places }),
    ...(unseen === undefined ? {} : { opaque: unseen }),
    ...(applied === undefined ? {} : { policy: applied.join('; ') }),
  }
}

/** The actions of a report's runs, a row each. */
export function* actionRows(report: ReplayReport): Generator<ExportRow> {
  for (const run of report.runs) {
    for (const action of run.actions) yield { ...identify(run), ...describeAction(action) }
  }
}

/** Like `actionRows`, with what was asked and answered written out in full. */
export function* fullActionRows(report: ReplayReport): Generator<Record<string, JsonValue>> {
  const unpack = createUnpacker(report.contents)
  for (const run of report.runs) {
    for (const action of run.actions) {
      const row: Record<string, JsonValue> = { ...identify(run), ...describeAction(action) }
      for (const part of ACTION_PARTS) {
        const packed = action[part]
        if (packed !== undefined) row[part] = unpack(packed)
      }
      yield row
    }
  }
}

/** The columns that name a run. */
export function identify(run: RunReport): ExportRow {
  return {
    runId: run.runId,
    run: run.name,
    project: run.project,
    file: run.test.file,
    test: run.test.fullName,
  }
}

function describeAction(action: ReportAction): ExportRow {
  return {
    index: action.index,
    type: action.type,
    name: action.name,
    parent: action.parent,
    spanId: action.spanId ?? null,
    startedAt: action.startedAt ?? null,
    outcome: action.outcome,
    replayed: action.replayed,
    treatment: action.treatment,
    recorded: action.recorded,
    recordedStart: action.recordedStart,
    recordedDuration: action.recordedDuration,
    timeToHeadersMs: action.timeToHeadersMs ?? null,
    replayedDuration: action.replayedDuration,
    provider: action.provider,
    model: action.model,
    inputTokens: action.inputTokens,
    outputTokens: action.outputTokens,
    cachedInputTokens: action.cachedInputTokens,
    costUsd: action.costUsd,
    stopReason: action.stopReason,
    status: action.status,
    errorName: action.error?.name ?? null,
    errorMessage: action.error?.message ?? null,
    sourceFile: action.source?.file ?? null,
    sourceLine: action.source?.line ?? null,
  }
}
