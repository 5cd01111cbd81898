import { endedWell, hasMismatch } from '../runs/how-it-ends.ts'
import type { Recording, Replay } from '../runs/performed-run.ts'

/** The facts of one recording or one replay from which the metrics are read. */
export interface ExecutionFacts {
  /** The test passed; `null` where no report has its status. */
  readonly passed: boolean | null
  /** It ended badly, see `hasFailed`; `null` where that is not known. */
  readonly failed: boolean | null
  /** The same, also for a replay whose answers were recorded for other requests. */
  readonly endedBadly: boolean
  readonly actions: number
  readonly toolCalls: number
  readonly toolErrors: number
  readonly repeatedToolCalls: number
  readonly durationMs: number | null
  readonly costUsd: number | null
  readonly tokens: number | null
  readonly matchRate: number | null
  readonly determinism: number | null
}

const known = new WeakMap<Recording | Replay, ExecutionFacts>()

/** Reads what is measured off an execution. A replay measures neither cost nor time, a recording no match rate. */
export function executionFacts(execution: Recording | Replay): ExecutionFacts {
  const before = known.get(execution)
  if (before) return before
  const facts = readFacts(execution)
  known.set(execution, facts)
  return facts
}

function readFacts(execution: Recording | Replay): ExecutionFacts {
  const { actions, repeatedToolCalls } = execution
  const tools = actions.filter(({ type }) => type === 'tool')
  const replay = isReplay(execution) ? execution : null
  const recording = isReplay(execution) ? null : execution
  const status = execution.status ?? null
  return {
    passed: status === null ? null : status === 'passed',
    failed: hasFailed(execution),
    endedBadly: !endedWell(execution),
    actions: actions.length,
    toolCalls: tools.length,
    toolErrors: tools.filter(({ outcome }) => outcome === 'error').length,
    repeatedToolCalls,
    durationMs: recording?.durationMs ?? null,
    costUsd: recording?.costUsd ?? null,
    tokens: recording?.tokens ?? null,
    matchRate: replay?.matchRate ?? null,
    determinism: replay?.determinism ?? null,
  }
}

/** Distinguishes replays from recordings. */
export function isReplay(execution: Recording | Replay): execution is Replay {
  return 'divergences' in execution
}

/**
 * Checks for a bad end: the execution was cut off, it threw, or it stopped for another reason than success. A reason that
 * is not known (`unknown`) is no failure.
 *
 * Of a replay that asked for something else than was recorded it is not known (`null`): the answer that it got then, the
 * nearest one or none at all, is not the one that it would have got live.
 */
export function hasFailed(execution: Recording | Replay): boolean | null {
  if (isReplay(execution) && hasMismatch(execution)) return null
  return !endedWell(execution)
}
