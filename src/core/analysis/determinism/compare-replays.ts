import { alignActions } from '../../divergence/align/align.ts'
import { type ReplayedAction, type SideAction } from '../../divergence/sides.ts'
import { RunSides } from '../../divergence/align/run-sides.ts'
import { comparePaths, type PathDifference } from '../../divergence/differences/json-paths.ts'
import type { SourceLocation } from '../../divergence/schema.ts'
import type { JsonValue } from '../../json.ts'
import type { Matchable } from '../../matching/matchable.ts'

/** An action of one replay, to be compared with the same action of another. */
export interface ReplayAction extends SideAction {
  /** The recorded action that answered. */
  answeredBy: number | null
  /** The output of an executed action; `undefined` where it was replayed. */
  output: JsonValue | undefined
  source: SourceLocation | null
}

/** One replay: its actions, and its final output or error. */
export interface ComparedReplay {
  actions: readonly ReplayAction[]
  end: JsonValue | undefined
}

/**
 * The difference between two replays at a position: another action, other inputs or another output.
 */
export interface ReplayChange {
  kind: 'action' | 'input' | 'output'
  /** The name of the action; of both, where the replays have different ones. */
  action: string
  source: SourceLocation | null
  differences: PathDifference[]
}

/** The differences between two replays of the same code. */
export interface ReplayComparison {
  /** By the index of the first replay's action. */
  changed: Map<number, ReplayChange>
  /** Actions that the second replay alone has, by the position they stand in front of. */
  extra: Map<number, ReplayChange[]>
  /** The difference between the final outputs; `null` where they agree. */
  end: ReplayChange | null
}

/** Compares two replays of the same code. */
export function compareReplays(base: ComparedReplay, other: ComparedReplay): ReplayComparison {
  const places = new Map(base.actions.map((action, place) => [action.index, place]))
  const compared = new RunSides(base.actions, other.actions)
  const aligned = alignActions(base.actions, asReplayed(base, other), compared)
  const comparison: ReplayComparison = { changed: new Map(), extra: new Map(), end: null }
  let before = 0
  for (const { kind, recorded, replayed, ...rest } of aligned) {
    const place = recorded && places.get(recorded.index)!
    const isMoved = 'moved' in rest && rest.moved
    const change = describe(recorded, replayed as ReplayAction | null, kind, isMoved)
    if (place === null) {
      comparison.extra.set(before, [...(comparison.extra.get(before) ?? []), change!])
      continue
    }
    before = Math.max(before, place + 1)
    if (change) comparison.changed.set(place, change)
  }
  const differences = comparePaths(base.end, other.end, 'output')
  if (differences.length > 0)
    comparison.end = { kind: 'output', action: 'final output', source: null, differences }
  return comparison
}

/**
 * The other replay's actions, paired with the first's by the recorded action that answered both.
 */
function asReplayed(
  base: ComparedReplay,
  other: ComparedReplay,
): Array<ReplayAction & ReplayedAction> {
  const byAnswer = new Map<number, ReplayAction>()
  for (const action of base.actions)
    if (action.answeredBy !== null) byAnswer.set(action.answeredBy, action)
  return other.actions.map((action) => {
    const same = action.answeredBy === null ? undefined : byAnswer.get(action.answeredBy)
    const matches = same !== undefined && inputDifferences(same, action).length === 0
    return { ...action, answeredBy: same?.index ?? null, matches }
  })
}

function describe(
  base: ReplayAction | null,
  other: ReplayAction | null,
  kind: string,
  isMoved: boolean,
): ReplayChange | null {
  const shown = base ?? other!
  const change = { action: shown.name, source: other?.source ?? shown.source }
  if (!base || !other || kind === 'replaced' || isMoved || base.name !== other.name) {
    const [recorded, replayed] = [
      base?.name,
      isMoved ? `${other!.name} (later or earlier)` : other?.name,
    ]
    return { ...change, kind: 'action', differences: [{ path: '', recorded, replayed }] }
  }
  const inputs = inputDifferences(base, other)
  if (inputs.length > 0) return { ...change, kind: 'input', differences: inputs }
  const outputs = comparePaths(base.output, other.output, 'output')
  return outputs.length > 0 ? { ...change, kind: 'output', differences: outputs } : null
}

function inputDifferences(base: SideAction, other: SideAction): PathDifference[] {
  const [before, now] = [partsOf(base.asked), partsOf(other.asked)]
  return [
    ...comparePaths(before.body, now.body),
    ...comparePaths(before.url, now.url, 'url'),
    ...comparePaths(before.headers, now.headers, 'headers'),
  ]
}

function partsOf(asked: Matchable | null) {
  if (!asked) return { body: undefined, url: undefined, headers: undefined }
  const { body, url, headers } = asked
  return { body, url, headers: headers as JsonValue }
}
