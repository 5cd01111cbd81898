import type { RecordedAction } from '../cassette/schema.ts'
import type { Cause, Divergence, SourceLocation } from './schema.ts'
import type { PathDifference } from './json-paths.ts'
import { findReordered } from './order.ts'

/** What became of one action of a replay. */
export interface ReplayedAction {
  index: number
  name: string
  operation: string
  parent: number | null
  /** The recorded action that answered, or was consumed in its place. */
  recorded: number | null
  /** Where its inputs differ from that action's. */
  inputs: PathDifference[]
  /** Where its output differs, for an action that was executed. */
  output: PathDifference[]
  /** What its inputs differ in. */
  cause: Cause
  source: SourceLocation | null
}

/** A recorded action reduced to what alignment needs. */
export type AlignedRecording = Pick<
  RecordedAction,
  'index' | 'name' | 'parent' | 'start' | 'duration'
> & {
  operation: string
}

/** The aligned run: its divergences in order, and how many positions there are. */
export interface Alignment {
  divergences: Divergence[]
  positions: number
}

type Position =
  | { kind: 'both'; recorded: AlignedRecording; replayed: ReplayedAction }
  | { kind: 'missing'; recorded: AlignedRecording }
  | { kind: 'extra'; replayed: ReplayedAction }

/**
 * Aligns a replay with its recording, by the recorded action that answered each request, and lists the divergences.
 *
 * @param finalOutput Where the run's final output (or error) differs from the recorded one.
 */
export function alignRun(
  recorded: readonly AlignedRecording[],
  replayed: readonly ReplayedAction[],
  finalOutput: PathDifference[],
): Alignment {
  const positions = mergePositions(recorded, replayed)
  const reordered = findReordered(recorded, replayed)
  const found: Divergence[] = []
  for (const [index, position] of positions.entries()) {
    const divergence = diverging(position, index, reordered)
    if (divergence) found.push(divergence)
  }
  if (finalOutput.length > 0) {
    found.push({
      ...blank(positions.length, 'final output'),
      kind: 'output_mismatch',
      cause: 'final_output',
      paths: finalOutput,
    })
  }
  return { divergences: linkConsequences(found), positions: positions.length + 1 }
}

/** Puts missing actions where they stood, and joins a missing and an extra one of different operations at one place. */
function mergePositions(
  recorded: readonly AlignedRecording[],
  replayed: readonly ReplayedAction[],
): Position[] {
  const answered = new Set(replayed.map((action) => action.recorded))
  const missing = recorded.filter((action) => !answered.has(action.index))
  const byIndex = new Map(recorded.map((action) => [action.index, action]))
  const positions: Position[] = []
  let next = 0
  let reached = -1
  for (const action of replayed) {
    if (action.recorded === null) {
      positions.push({ kind: 'extra', replayed: action })
      continue
    }
    while (
      next < missing.length &&
      missing[next]!.index < action.recorded &&
      action.recorded > reached
    ) {
      positions.push({ kind: 'missing', recorded: missing[next++]! })
    }
    reached = Math.max(reached, action.recorded)
    positions.push({ kind: 'both', recorded: byIndex.get(action.recorded)!, replayed: action })
  }
  while (next < missing.length) positions.push({ kind: 'missing', recorded: missing[next++]! })
  return joinReplaced(positions)
}

function joinReplaced(positions: Position[]): Position[] {
  const joined: Position[] = []
  for (const position of positions) {
    const before = joined.at(-1)
    if (before?.kind === 'extra' && position.kind === 'missing') {
      joined[joined.length - 1] = {
        kind: 'both',
        recorded: position.recorded,
        replayed: before.replayed,
      }
    } else if (before?.kind === 'missing' && position.kind === 'extra') {
      joined[joined.length - 1] = {
        kind: 'both',
        recorded: before.recorded,
        replayed: position.replayed,
      }
    } else {
      joined.push(position)
    }
  }
  return joined
}

function blank(index: number, action: string): Omit<Divergence, 'kind' | 'cause'> {
  return {
    index,
    action,
    firstCause: true,
    causedBy: null,
    paths: [],
    source: null,
    recordedIndex: null,
    replayedIndex: null,
    note: null,
  }
}

function diverging(
  position: Position,
  index: number,
  reordered: ReadonlySet<number>,
): Divergence | null {
  if (position.kind === 'missing') {
    return {
      ...blank(index, position.recorded.name),
      kind: 'missing_action',
      cause: 'missing_call',
    }
  }
  const { replayed } = position
  const at = { ...blank(index, replayed.name), source: replayed.source }
  if (position.kind === 'extra') return { ...at, kind: 'extra_action', cause: 'extra_call' }
  if (replayed.recorded === null) {
    const paths = [{ path: 'action', recorded: position.recorded.name, replayed: replayed.name }]
    return { ...at, kind: 'action_mismatch', cause: 'unknown', paths }
  }
  if (replayed.inputs.length > 0) {
    const paths = [...replayed.inputs, ...replayed.output]
    return { ...at, kind: 'input_mismatch', cause: replayed.cause, paths }
  }
  if (replayed.output.length > 0) {
    return { ...at, kind: 'output_mismatch', cause: 'tool_result', paths: replayed.output }
  }
  return reordered.has(replayed.index) ? { ...at, kind: 'order', cause: 'order' } : null
}

/**
 * A divergence is a consequence when it only repeats differences that an earlier one showed (the same prompt, sent
 * again with the next turn), or when it is the final output of a run that had diverged before.
 */
function linkConsequences(divergences: Divergence[]): Divergence[] {
  const seen = new Map<string, number>()
  const first = divergences[0]
  return divergences.map((divergence) => {
    const keys = divergence.paths.map((path) =>
      JSON.stringify([path.path, path.recorded, path.replayed]),
    )
    const origins = keys.map((key) => seen.get(key))
    for (const key of keys) if (!seen.has(key)) seen.set(key, divergence.index)
    const inherited = keys.length > 0 && origins.every((origin) => origin !== undefined)
    if (inherited) return { ...divergence, firstCause: false, causedBy: origins[0]! }
    if (divergence.cause === 'final_output' && first && first !== divergence) {
      return { ...divergence, firstCause: false, causedBy: first.index }
    }
    return divergence
  })
}
