import type { Cause, Divergence } from '../../divergence/schema.ts'
import type { JudgedRun } from '../../report/comparison-facts.ts'

/** A change of the release that is a first cause in several runs. */
export interface SharedCause {
  readonly cause: Cause
  /** The name of what changed, where it is known. */
  readonly note: string | null
  readonly worse: JudgedRun[]
  /** Runs that have it and did not get worse. */
  readonly others: JudgedRun[]
}

/** Causes that lie in the release; another answer of a model or a tool lies outside of it. */
const CHANGES = new Set<Cause>([
  'input',
  'system_prompt',
  'prompt',
  'tool_schema',
  'resource',
  'model_parameters',
  'request_headers',
  'sdk_drift',
])

/** Finds the changes that are a first cause of at least half of the runs that got worse, the most frequent first. */
export function sharedCauses(
  worse: readonly JudgedRun[],
  runs: readonly JudgedRun[],
): SharedCause[] {
  const gotWorse = new Set(worse)
  const causes = new Map<string, SharedCause>()
  for (const run of runs) {
    const changes = new Map(run.divergences.filter(isChange).map((found) => [keyOf(found), found]))
    for (const [key, { cause, note }] of changes) {
      const shared = causes.get(key) ?? { cause, note, worse: [], others: [] }
      causes.set(key, shared)
      ;(gotWorse.has(run) ? shared.worse : shared.others).push(run)
    }
  }
  return [...causes.values()]
    .filter(({ worse: hit }) => hit.length > 0 && hit.length * 2 >= worse.length)
    .sort((a, b) => b.worse.length - a.worse.length)
}

function isChange({ firstCause, cause }: Divergence): boolean {
  return firstCause && CHANGES.has(cause)
}

function keyOf({ cause, note }: Divergence): string {
  return JSON.stringify([cause, note])
}
