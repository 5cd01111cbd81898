import { plural } from '../../core/words/plural.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ReportAsked, RunReport } from '../../core/report/schema.ts'

/** A place in which two replays of the same code differ. */
export interface Variation {
  action: string
  type: string
  source: SourceLocation | null
  path: string
  first: JsonValue | undefined
  second: JsonValue | undefined
  /** `true` if the value was renamed without a rule, and counted as matched. */
  renamed: boolean
}

/** The result of two replays of one run. */
export interface LearnedRun {
  name: string
  file: string
  variations: Variation[]
  /** Places that differ from the recording, in both replays alike: a change, not a volatile value. */
  changes: Array<{ action: string; path: string }>
  /** Reasons for which runs cannot be compared. */
  notes: string[]
}

/** Compares the runs of two replays of the same code. */
export function compareReports(
  first: readonly RunReport[],
  second: readonly RunReport[],
): LearnedRun[] {
  const keyOf = (run: RunReport) => `${run.test.file}\n${run.runId}`
  const others = new Map(second.map((run) => [keyOf(run), run]))
  return first.map((run) => compareRun(run, others.get(keyOf(run))))
}

function compareRun(first: RunReport, second: RunReport | undefined): LearnedRun {
  const learned: LearnedRun = {
    name: first.name,
    file: first.test.file,
    variations: [],
    changes: [],
    notes: [],
  }
  if (!second || !first.asked || !second.asked) {
    learned.notes.push(first.error ?? second?.error ?? 'it was not replayed twice')
    return learned
  }
  const [before, now] = [byOperation(first.asked), byOperation(second.asked)]
  for (const operation of new Set([...before.keys(), ...now.keys()])) {
    const [left, right] = [before.get(operation) ?? [], now.get(operation) ?? []]
    if (left.length !== right.length)
      learned.notes.push(
        `calls ${operation} ${plural(left.length, 'time')} in one replay and ${plural(right.length, 'time')} in the other`,
      )
    for (let at = 0; at < Math.min(left.length, right.length); at++)
      learned.variations.push(...compareAsked(left[at]!, right[at]!, [first, second]))
  }
  learned.changes = changesOf(first, second)
  return learned
}

function byOperation(asked: readonly ReportAsked[]): Map<string, ReportAsked[]> {
  const groups = new Map<string, ReportAsked[]>()
  for (const action of asked) {
    const group = groups.get(action.operation)
    if (group) group.push(action)
    else groups.set(action.operation, [action])
  }
  return groups
}

function compareAsked(
  first: ReportAsked,
  second: ReportAsked,
  runs: [RunReport, RunReport],
): Variation[] {
  const headers = (asked: ReportAsked) => Object.fromEntries(asked.headers)
  const differences: PathDifference[] = [
    ...comparePaths(first.url, second.url, 'url'),
    ...comparePaths(headers(first), headers(second), 'headers'),
    ...comparePaths(first.body, second.body, '$'),
    ...comparePaths(first.output, second.output, 'output'),
  ]
  return differences.map(({ path, recorded, replayed }) => ({
    action: first.action,
    type: first.type,
    source: first.source,
    path,
    first: recorded,
    second: replayed,
    renamed: runs.every((run) => !diverges(run, first.action, path)),
  }))
}

/** Paths of the final output's divergence begin with `$`. */
function placeOf(action: string, path: string): string {
  return action === 'final output' ? path.replace(/^output/, '$') : path
}

function diverges(run: RunReport, action: string, path: string): boolean {
  const place = placeOf(action, path)
  if (run.receipt.blocked > 0) return true
  return run.divergences.some(
    (divergence) =>
      divergence.action === action &&
      (divergence.paths.length === 0 ||
        divergence.paths.some(
          (other) => place.startsWith(other.path) || other.path.startsWith(place),
        )),
  )
}

function changesOf(first: RunReport, second: RunReport): LearnedRun['changes'] {
  const keysOf = (run: RunReport) =>
    new Map(
      run.divergences
        .filter((divergence) => divergence.firstCause)
        .flatMap(({ action, kind, paths }) =>
          (paths.length > 0 ? paths.filter(hasValues) : [{ path: kind, replayed: undefined }]).map(
            ({ path, replayed }) =>
              [JSON.stringify([action, path, replayed]), { action, path }] as const,
          ),
        ),
    )
  const others = keysOf(second)
  return [...keysOf(first)].flatMap(([key, change]) => (others.has(key) ? [change] : []))
}

/**
 * Returns `true` for a path with values. A change that an earlier action showed is only named in
 * later ones.
 */
function hasValues({
  recorded,
  replayed,
}: RunReport['divergences'][number]['paths'][number]): boolean {
  return recorded !== undefined || replayed !== undefined
}
