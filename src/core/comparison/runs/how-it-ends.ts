import type { PerformedAction, PerformedRun, Replay } from './performed-run.ts'
import { performedToolCalls } from './tool-calls.ts'

/** Divergences whose answer was recorded for another request, or that had none. */
const MISMATCHES = new Set(['input_mismatch', 'action_mismatch', 'extra_action'])

/** Checks that a run ended without a failure. A stop reason that is not known (`unknown`) is no failure. */
export function endedWell({ end, stopReason }: PerformedRun): boolean {
  return (
    end !== null && end.error === null && (stopReason === 'success' || stopReason === 'unknown')
  )
}

/**
 * Checks that a replay's end is its own doing: each request had its own recorded answer, or all failures came before the
 * first that had not. After an answer to another request, an agent does not show what it would do live.
 */
export function isOwnEnd(replay: Replay): boolean {
  const mismatch = firstMismatch(replay)
  if (mismatch === null) return true
  const failed = replay.actions.findLast(isFailed)
  return failed !== undefined && failed.index < mismatch
}

/** Calls of a tool with the inputs of an earlier one. What models asked for says nothing here: a replay has their old answers. */
export function repetitions({ actions }: Pick<PerformedRun, 'actions'>): number {
  const tools = actions.filter(({ type }) => type === 'tool')
  return (
    tools.length - new Set(performedToolCalls(tools).map(({ name, key }) => `${name} ${key}`)).size
  )
}

/** Counts them up to the first request without a recording of its own. */
export function ownRepetitions(replay: Replay): number {
  const mismatch = firstMismatch(replay)
  return repetitions({
    actions: replay.actions.filter(({ index }) => mismatch === null || index <= mismatch),
  })
}

/** Checks for a request that was answered with the recording of another one, or not at all. */
export function hasMismatch(replay: Replay): boolean {
  return firstMismatch(replay) !== null
}

function firstMismatch({ actions, divergences }: Replay): number | null {
  const places = divergences
    .filter(({ kind }) => MISMATCHES.has(kind))
    .flatMap(({ replayedIndex }) => replayedIndex ?? [])
  const blocked = actions.filter(({ outcome }) => outcome === 'blocked').map(({ index }) => index)
  const all = [...places, ...blocked]
  return all.length === 0 ? null : Math.min(...all)
}

function isFailed({ outcome, error, status }: PerformedAction): boolean {
  return outcome !== 'success' || error !== null || (status ?? 0) >= 400
}
