import type { RunCreated, RunEnded, ExecutionPlace, EndSummary, StartedRun } from './schema.ts'

/** The progress of a run. */
export type RunState = 'running' | 'passed' | 'failed' | 'interrupted'

/** The facts of an execution that lists show and searches look at. */
export interface StoredHead {
  traceId: string
  run: StartedRun
  environment: ExecutionPlace
  state: RunState
  /** ISO 8601; `null` while it runs, or where it was cut off. */
  endedAt: string | null
  reason: string | null
  summary: EndSummary | null
  labels: string[]
}

/**
 * Describes an execution by its first and its last event.
 *
 * @param isAlive Tells if the process of a run without an end is still there.
 */
export function describeHead(
  created: RunCreated,
  { end, labels, isAlive }: { end: RunEnded | null; labels: string[]; isAlive: () => boolean },
): StoredHead {
  const { traceId, run, environment } = created
  const common = { traceId, run, environment, labels }
  if (end === null) {
    const state = isAlive() ? 'running' : 'interrupted'
    return { ...common, state, endedAt: null, reason: null, summary: null }
  }
  const isPassed = end.event === 'run_completed'
  return {
    ...common,
    state: isPassed ? 'passed' : end.status,
    endedAt: end.at,
    reason: isPassed ? null : end.reason,
    summary: end.summary,
  }
}
