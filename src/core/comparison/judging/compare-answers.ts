import { comparePaths, type PathDifference } from '../../divergence/differences/json-paths.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import type { CarriedValues } from './carried-values.ts'
import type { HeldRules } from './held-rules.ts'
import type { RunMemory } from './run-memory.ts'
import { withoutIds } from './without-ids.ts'

/** The differences between what came back in two runs, or between their ends. */
export interface Compared {
  differences: PathDifference[]
  /** They differ, in values alone that each run generated. */
  isRenamed: boolean
}

const SAME: Compared = { differences: [], isRenamed: false }

/** The knowledge by which two values are the same. */
export interface ComparedBy {
  carried: CarriedValues
  memory: RunMemory
  rules: HeldRules
}

/** Compares what came back for the same request. */
export function compareAnswers(
  before: PerformedAction,
  now: PerformedAction,
  using: ComparedBy,
): Compared {
  const { carried, memory, rules } = using
  const differences: PathDifference[] = []
  const compare = (path: string, recorded: JsonValue | null, replayed: JsonValue | null) => {
    if (!isEqual(recorded, replayed))
      differences.push({ path, recorded: recorded!, replayed: replayed! })
  }
  compare('outcome', before.outcome, now.outcome)
  compare('status', before.status, now.status)
  compare('stopReason', before.llm?.stopReason ?? null, now.llm?.stopReason ?? null)
  compare('provider', before.llm?.provider ?? null, now.llm?.provider ?? null)
  compare('model', before.llm?.model ?? null, now.llm?.model ?? null)
  const [a, b] = [withoutIds(before), withoutIds(now)]
  const isCarried = now.type !== 'http' && carried.explains(a, b)
  const ruled = rules.compareOutputs(before, now)
  const output = isCarried ? SAME : compareValues(a, b, { root: 'output', memory, ruled })
  return { differences: [...differences, ...output.differences], isRenamed: output.isRenamed }
}

function compareValues(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  { root, memory, ruled }: { root: string; memory: RunMemory; ruled: PathDifference[] | null },
): Compared {
  if (isEqual(before, now) || ruled?.length === 0) return SAME
  const isGenerated =
    before !== undefined && now !== undefined && memory.values.explainValues(before, now, root)
  if (isGenerated) return { differences: [], isRenamed: true }
  const differences = ruled ?? comparePaths(before, now, root)
  // Ids and times that each run makes itself say nothing next to what has changed.
  const changed = differences.filter(
    ({ recorded, replayed }) =>
      recorded === undefined ||
      replayed === undefined ||
      !memory.values.couldDiffer(recorded, replayed),
  )
  return { differences: changed.length > 0 ? changed : differences, isRenamed: false }
}

/** Compares the ends of two runs. */
export function compareEnds(
  before: PerformedRun['end'],
  now: PerformedRun['end'],
  { carried, memory, rules }: ComparedBy,
): Compared {
  if (!before || !now) {
    const describe = (end: PerformedRun['end']) => (end ? 'it ended' : 'it was cut off')
    return before === now
      ? { differences: [], isRenamed: false }
      : {
          differences: [{ path: 'end', recorded: describe(before), replayed: describe(now) }],
          isRenamed: false,
        }
  }
  const textOf = ({ error }: NonNullable<PerformedRun['end']>) =>
    error ? `${error.name}: ${error.message}` : undefined
  if (!before.error && !now.error && carried.explains(before.output, now.output)) return SAME
  if (before.error || now.error)
    return compareValues(textOf(before), textOf(now), { root: 'error', memory, ruled: null })
  const ruled = rules.compareEnds(before.output, now.output)
  return compareValues(before.output, now.output, { root: '$', memory, ruled })
}

/** Checks that two values are equal JSON, or both absent. */
export function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && jsonEqual(a, b))
}
