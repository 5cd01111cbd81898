import type { Contents } from '../report/contents/contents.ts'
import { collectContents } from '../report/contents/collect-contents.ts'
import { actionParts, omittedParts, packedParts } from '../report/contents/packed-parts.ts'
import type { ReportAction } from '../report/action-schema.ts'
import type { Note } from '../report/note-schema.ts'
import type { RunReport } from '../report/schema.ts'
import type {
  ConsoleLine,
  RunCreated,
  RunEnded,
  ExecutionPlace,
  RunEvent,
  EndSummary,
  StartedRun,
} from './schema.ts'
import { RUN_EVENTS_VERSION } from './version.ts'

/** A run that has ended, or was cut off. */
export interface EndedRun {
  traceId: string
  run: RunReport
  contents: Contents
  console?: readonly ConsoleLine[] | undefined
  /** The facts that are known of its failure. */
  failed?: ExecutionFailure
}

/** The facts by which executions that failed alike are found. */
export type ExecutionFailure = Pick<EndSummary, 'fingerprints' | 'failure' | 'failedLine'> & {
  /** The first cause of a replay that failed: its own error tells the match rate alone. */
  cause?: string
}

/** Makes the event that opens a run out of what is known when it starts. */
export function createdFromStart(
  run: StartedRun,
  {
    traceId,
    environment,
    contents,
    recordedActions,
  }: Pick<RunCreated, 'traceId' | 'environment' | 'contents' | 'recordedActions'>,
): RunCreated {
  return {
    event: 'run_created',
    version: RUN_EVENTS_VERSION,
    traceId,
    at: run.startedAt,
    run,
    ...(recordedActions === undefined ? {} : { recordedActions }),
    environment,
    contents,
  }
}

/** Makes the event that opens a run out of its report. */
export function createdFromReport(
  { traceId, run, contents }: EndedRun,
  environment: ExecutionPlace,
): RunCreated {
  const { runId, name, project, test, attempt, agent, workflow, tags, startedAt } = run
  const { mode, cassette, take, trial, input } = run
  const started = { runId, name, project, test, attempt, agent, workflow, tags, startedAt, mode }
  return createdFromStart(
    {
      ...started,
      cassette,
      ...(take === undefined ? {} : { take }),
      ...(trial === undefined ? {} : { trial }),
      ...(input === undefined ? {} : { input }),
    },
    {
      traceId,
      environment,
      contents: collectContents(input === undefined ? [] : [input], contents),
    },
  )
}

/**
 * Lists the events of a run after the one that opened it, in their order. Each brings the contents that it refers to and
 * no earlier one had.
 *
 * @param known Keys of contents that are written already.
 */
export function* eventsOfRun(
  { traceId, run, contents, console = [], failed }: EndedRun,
  known: Set<string> = new Set(),
): Generator<RunEvent> {
  for (const action of run.actions)
    yield {
      event: 'action_created',
      traceId,
      at: action.startedAt ?? run.startedAt,
      action,
      ...takeFresh(collectContents(actionParts(action), contents, known), known),
    }
  for (const line of console) yield consoleEvent(traceId, line)
  for (const note of run.notes ?? []) yield noteEvent(traceId, note)
  const others = { ...run, actions: [] }
  const files = omittedParts(others).flatMap(({ content }) => content?.text ?? [])
  const parts = [...packedParts(others), ...files]
  yield {
    ...reportedEvent(traceId, run),
    ...takeFresh(collectContents(parts, contents, known), known),
  }
  yield endEvent(traceId, run, failed)
}

/** Makes the event of a text that was printed. */
export function consoleEvent(traceId: string, { at, spanId, stream, text }: ConsoleLine): RunEvent {
  return { event: 'console', traceId, at, spanId, stream, text }
}

/** Makes the event of a remark. */
export function noteEvent(traceId: string, { at, spanId, text }: Note): RunEvent {
  return { event: 'note', traceId, at, spanId, text }
}

/** Makes the event with everything of a run but its actions. */
export function reportedEvent(
  traceId: string,
  { actions: _actions, ...run }: RunReport,
): Extract<RunEvent, { event: 'run_reported' }> {
  return { event: 'run_reported', traceId, at: run.endedAt ?? run.startedAt, run }
}

/** Makes the event that ends a run. */
export function endEvent(traceId: string, run: RunReport, failed: ExecutionFailure = {}): RunEnded {
  const at = run.endedAt ?? run.startedAt
  const { cause, ...known } = failed
  const summary = { ...summarizeEnd(run), ...known }
  if (run.status === 'passed') return { event: 'run_completed', traceId, at, summary }
  const reason = cause ?? run.error ?? 'it failed'
  return { event: 'run_failed', traceId, at, status: run.status, reason, summary }
}

function takeFresh(found: Contents, known: Set<string>): { contents?: Contents } {
  for (const key of Object.keys(found)) known.add(key)
  return Object.keys(found).length > 0 ? { contents: found } : {}
}

/** Reduces a run to what lists of runs show. */
export function summarizeEnd(run: RunReport): EndSummary {
  return {
    actions: run.actions.length,
    matchRate: run.matchRate,
    determinism: run.determinism?.score ?? null,
    divergences: run.divergences.length,
    stopReason: run.signals.stop_reason,
    errorClass: run.signals.error_class,
    error: run.error,
    durationMs: run.durationMs,
    recordedDurationMs: run.recordedDurationMs,
    originalCostUsd: run.originalCostUsd,
    costUsd: run.replayCostUsd,
    models: [...new Set(run.actions.flatMap(({ model }: ReportAction) => model ?? []))],
  }
}
